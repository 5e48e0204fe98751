using System.Globalization;
using NCrontab;

namespace FraudFunctions.Embedded.Timers;

/// <summary>A schedule in UTC: NCRONTAB with six fields (five are taken too, at second 0), or a fixed time span.</summary>
internal sealed class TimerSchedule
{
    private readonly string text;
    private readonly CrontabSchedule? crontab;
    private readonly TimeSpan interval;

    private TimerSchedule(string text, CrontabSchedule? crontab, TimeSpan interval)
    {
        this.text = text;
        this.crontab = crontab;
        this.interval = interval;
    }

    public static TimerSchedule? TryParse(string text)
    {
        int fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        if (fields is 5 or 6)
        {
            CrontabSchedule? crontab = CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = fields == 6 });
            return crontab is null ? null : new TimerSchedule(text, crontab, default);
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan interval) && interval > TimeSpan.Zero
            ? new TimerSchedule(text, null, interval)
            : null;
    }

    /// <summary>The first time after the given one; the end of time for a schedule such as 30 February.</summary>
    public DateTimeOffset After(DateTimeOffset time) => crontab is null
        ? time + interval
        : new DateTimeOffset(crontab.GetNextOccurrence(time.UtcDateTime), TimeSpan.Zero);

    /// <summary>Whether it comes round more than once a minute; such timers are not monitored, as in Azure.</summary>
    public bool IsSubMinute(DateTimeOffset now) => After(After(now)) <= now + TimeSpan.FromMinutes(1);

    public override string ToString() => text;
}
