using System.Globalization;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.Embedded.Functions;

/// <summary>How often a failed function is tried again, and after how long.</summary>
internal sealed record RetryPolicy(int MaxRetryCount, TimeSpan Shortest, TimeSpan Longest)
{
    public static RetryPolicy From(RetryAttribute attribute) => attribute switch
    {
        FixedDelayRetryAttribute one => new(one.MaxRetryCount, Parse(one.DelayInterval), Parse(one.DelayInterval)),
        ExponentialBackoffRetryAttribute two => new(two.MaxRetryCount, Parse(two.MinimumInterval), Parse(two.MaximumInterval)),
        _ => throw new InvalidOperationException($"{attribute.GetType().Name} is not known to the embedded runtime"),
    };

    /// <summary>Whether there is a further retry; they count from 1.</summary>
    public bool Allows(int retry) => MaxRetryCount < 0 || retry <= MaxRetryCount;

    /// <summary>
    /// The wait before a retry: the shortest, then twice as long each time. Azure adds chance so that many hosts do not
    /// retry in step; there is one host here. 4 s to 15 min gives 4 s, 8 s, 16 s …, 15 min.
    /// </summary>
    public TimeSpan Before(int retry)
    {
        double ticks = Shortest.Ticks * Math.Pow(2, Math.Min(retry - 1, 62));
        return ticks < Longest.Ticks ? new TimeSpan((long)ticks) : Longest;
    }

    private static TimeSpan Parse(string interval)
    {
        TimeSpan parsed = TimeSpan.Parse(interval, CultureInfo.InvariantCulture);
        // "30" means thirty days to TimeSpan, which nobody means who writes it.
        return parsed >= TimeSpan.Zero && parsed <= TimeSpan.FromDays(1) ? parsed : throw new ArgumentException($"the interval '{interval}' is not between zero and one day");
    }
}
