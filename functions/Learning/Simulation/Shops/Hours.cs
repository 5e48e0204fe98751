using FraudFunctions.Learning.Simulation.Chances;

namespace FraudFunctions.Learning.Simulation.Shops;

/// <summary>When a trade is visited.</summary>
internal enum OpenHours { Daytime, Bakery, Dinner, Night, Anytime, Commute, Office, Fuel }

/// <summary>When a person has time.</summary>
internal enum FreeHours { Worker, Student, Pensioner, Weekend }

/// <summary>The hour of day: the trade's hours times the person's, each written as one digit for every hour from midnight.</summary>
internal static class Hours
{
    private static readonly string[] open =
    [
        "000000013578766789852000", // Daytime
        "000002587544433345432100", // Bakery
        "000000001113873224799631", // Dinner
        "743100000000001123456899", // Night
        "321111123456665556789875", // Anytime
        "000001589643333346875321", // Commute
        "000000028999769998410000", // Office
        "211112467666666678875432", // Fuel
    ];

    private static readonly string[] free =
    [
        "321113676444674446999986", // Worker
        "854321123456677777889999", // Student
        "111112369999877888765321", // Pensioner
        "643211123689998888887765", // Weekend
    ];

    private static readonly double[][] totals =
        [.. from hours in open from person in free select Chance.RunningTotals(hours.Zip(person, (h, p) => (double)(h - '0') * (p - '0')))];

    /// <summary>Ticks after local midnight, moved by the person's own clock (early birds, owls) where the trade is open then.</summary>
    public static long Draw(ref Chance chance, OpenHours hours, FreeHours person, int shiftMinutes)
    {
        int hour = chance.Pick(totals[(int)hours * 4 + (int)person]);
        long ticks = hour * TimeSpan.TicksPerHour + chance.Minutes(0, 60);
        long shifted = Wrap(ticks + shiftMinutes * TimeSpan.TicksPerMinute);
        return open[(int)hours][(int)(shifted / TimeSpan.TicksPerHour)] > '0' ? shifted : ticks;
    }

    /// <summary>Into one day. Example: 25 hours are 1 hour.</summary>
    public static long Wrap(long ticks) => (ticks % TimeSpan.TicksPerDay + TimeSpan.TicksPerDay) % TimeSpan.TicksPerDay;
}
