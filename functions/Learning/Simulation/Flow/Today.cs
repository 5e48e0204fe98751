namespace FraudFunctions.Learning.Simulation.Flow;

/// <summary>One day of the run and what the calendar says about it.</summary>
internal sealed record Today(int Index, DateOnly Date)
{
    public long Ticks { get; } = Date.ToDateTime(TimeOnly.MinValue).Ticks;

    public bool IsWeekend { get; } = Date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private uint Due { get; } = DueDays(Date);

    /// <summary>Is what falls on this day of the month (1–28) paid today? On the weekend banks rest: it is paid on the Friday before.</summary>
    public bool Pays(int dayOfMonth) => (Due >> dayOfMonth & 1) != 0;

    /// <summary>How much more is bought: the weeks before Christmas, black Friday among them, and the empty purses after it.</summary>
    public double Shopping { get; } = (Date.Month, Date.Day) switch
    {
        (11, >= 24) => 1.4,
        (12, <= 23) => 1.35,
        (12, 25) or (1, 1) => 0.4,
        (12, _) => 0.8,
        (1, <= 12) => 0.85,
        _ => 1,
    };

    /// <summary>How much more is travelled.</summary>
    public double Holidays { get; } = Date.Month switch { 6 => 1.6, 7 or 8 => 2.2, 4 or 9 or 12 => 1.2, _ => 0.7 };

    private static uint DueDays(DateOnly date)
    {
        if (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
            return 0;
        uint due = 1u << date.Day;
        if (date.DayOfWeek == DayOfWeek.Friday)
            due |= 1u << date.AddDays(1).Day | 1u << date.AddDays(2).Day;
        return due;
    }
}
