namespace FraudFunctions.Engine.Decisions;

/// <summary>
/// How much a policy leaves to chance, and where. Chance shows what the road not taken would have cost, which no record of always doing the same
/// can; it stays within the grey zone, where two outcomes are expected to cost nearly the same, and within what a day of it may cost.
/// </summary>
/// <remarks>
/// Only approve, challenge and review are exchanged for one another, only for money that leaves, and never where a live rule has fired: nothing is
/// held, refused or let past a rule by chance.
/// </remarks>
public sealed record Exploration
{
    /// <summary>
    /// Below this an outcome is not tried at all: what was tried once in a thousand times counts a thousandfold afterwards, and says little.
    /// </summary>
    public const double SmallestPropensity = .005;

    /// <summary>Of the payments in the grey zone, the share that is decided by chance. Zero switches chance off.</summary>
    public double Share { get; init; }

    /// <summary>How much more than the cheapest an outcome may be expected to cost and still be tried.</summary>
    public long GreyZoneMinor { get; init; } = 300;

    /// <summary>What chance may be expected to cost in a day, on top of always taking the cheapest.</summary>
    public long BudgetPerDayMinor { get; init; } = 10_000;

    /// <summary>How many payments of a day fall into the grey zone at most. Each may be expected to cost its part of the budget, and no more.</summary>
    public int PaymentsPerDay { get; init; } = 1_000;

    /// <summary>Payments above it are left alone.</summary>
    public long MaxAmountMinor { get; init; } = 50_000;

    /// <summary>Customers on any of these lists are left alone: the vulnerable, the bank's own, whoever has complained.</summary>
    public IReadOnlyList<string> ExcludedLists { get; init; } = [];

    /// <summary>Known to the bank only: without it nobody can tell beforehand which payments are let go by chance.</summary>
    public string Seed { get; init; } = "";

    /// <summary>What chance may be expected to cost on one payment.</summary>
    internal double AllowanceMinor => PaymentsPerDay > 0 ? (double)BudgetPerDayMinor / PaymentsPerDay : 0;
}
