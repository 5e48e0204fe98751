using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation.People;
using FraudFunctions.Learning.Simulation.Places;
using FraudFunctions.Learning.Simulation.Shops;
using FraudFunctions.Learning.Simulation.Stories;

namespace FraudFunctions.Learning.Simulation.Flow;

/// <summary>What is to follow when a move has happened: at that moment, with that many cents.</summary>
internal delegate void FollowUp(long ticks, long cents);

/// <summary>
/// A movement of money somebody intends. It becomes a transaction when its time comes and the money is there.
/// A move without a person is an appointment: nothing but its <see cref="Then"/>.
/// </summary>
internal readonly record struct Move
{
    public required long Ticks { get; init; }
    public required Person? Person { get; init; }
    public TransactionType Type { get; init; }
    public Direction Direction { get; init; }
    public Channel Channel { get; init; }

    /// <summary>Euro cents; or, when <see cref="Share"/> is set, that share of what is available at that moment.</summary>
    public long Cents { get; init; }
    public double Share { get; init; }

    /// <summary>When the money does not suffice, take what there is: thieves try again with less, honest people let it be.</summary>
    public bool TakesLess { get; init; }

    public Shop? Shop { get; init; }
    public Counterparty? Payee { get; init; }

    /// <summary>The customer of this bank who receives it, if it is one.</summary>
    public Person? Receiver { get; init; }

    public string? DeviceId { get; init; }
    public Network? Network { get; init; }
    public CardPresence? CardPresence { get; init; }
    public Authentication? Authentication { get; init; }
    public IReadOnlyList<KeyValuePair<string, string>>? Hint { get; init; }

    /// <summary>Unusual for its customer, though honest: analysts look at these more often.</summary>
    public bool IsOdd { get; init; }

    /// <summary>The fraud it is part of; null when it is honest.</summary>
    public Incident? Incident { get; init; }
    public FollowUp? Then { get; init; }
}
