using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Learning.Simulation.Places;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.People;

/// <summary>A customer: who they are, and where their life and their one account stand today.</summary>
internal sealed class Person
{
    public required int Index { get; init; }
    public required string Id { get; init; }
    public required Counterparty Account { get; init; }
    public required Segment Segment { get; init; }

    /// <summary>The day of the run they joined on; negative for those who were there before it began.</summary>
    public required int JoinDay { get; init; }

    /// <summary>Their own stream of chance: what others do does not change it.</summary>
    public Chance Chance;

    public required double IncomeCents { get; init; }
    public required int PayDay { get; init; }
    public required Counterparty Employer { get; init; }
    public required long RentCents { get; init; }

    /// <summary>How often, how dear, how online compared with their segment, and how late their day runs.</summary>
    public required double Activity { get; init; }
    public required double Purse { get; init; }
    public required double Online { get; init; }
    public required int ShiftMinutes { get; init; }
    public required int Birthday { get; init; }
    public required bool BanksOffline { get; init; }
    public required bool HidesAddress { get; init; }
    public required bool HoldsCoins { get; init; }
    public required bool KeepsTheKitty { get; init; }
    public required (Shop Shop, int Day, long Cents)[] Subscriptions { get; init; }

    public required City City { get; set; }
    public required Network HomeNetwork { get; set; }
    public required string[] Devices { get; init; }
    public int PhonesBought { get; set; }
    public int PrivateWindows { get; set; }
    public int HomesMoved { get; set; }

    /// <summary>Regular payees so far; a first payment to somebody new raises it.</summary>
    public required int PayeesKnown { get; set; }

    public City? TripCity { get; set; }
    public int TripFrom { get; set; } = int.MinValue;
    public int TripUntil { get; set; } = int.MinValue;
    public int DormantUntil { get; set; } = int.MinValue;
    public int LastPayDay { get; set; } = -10;
    public int LastMove { get; set; } = int.MinValue / 2;

    /// <summary>Sessions before this moment show that a credential was changed shortly before.</summary>
    public long CredentialUntil { get; set; }
    public IReadOnlyList<KeyValuePair<string, string>> CredentialHint { get; set; } = [];

    /// <summary>Spending compared with the own habit; a bust-out raises it slowly.</summary>
    public double Ramp { get; set; } = 1;

    /// <summary>Taken by a story that needs the person to itself (a mule, a bust-out).</summary>
    public bool InStory { get; set; }
    public bool Gone { get; set; }

    public long BalanceCents { get; set; }
    public long LimitCents { get; set; }
    public int Transactions { get; set; }

    public long AvailableCents => BalanceCents + LimitCents;

    public bool IsActive(int day) => day >= JoinDay && !Gone && day >= DormantUntil;

    public bool IsAway(int day) => TripCity is not null && day >= TripFrom && day <= TripUntil;

    /// <summary>In trains and planes nobody shops.</summary>
    public bool IsOnTheWay(int day) => TripCity is not null && (day == TripFrom || day == TripUntil);

    public City Whereabouts(int day) => IsAway(day) ? TripCity! : City;
}
