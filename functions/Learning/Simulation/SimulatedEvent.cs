using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Learning.Simulation;

/// <summary>One thing that happens in the simulated bank: a payment is made or a label becomes known.</summary>
public abstract record SimulatedEvent
{
    /// <summary>When it happens, in UTC; the stream is in this order.</summary>
    public abstract DateTimeOffset Time { get; }
}

/// <summary>
/// A payment with what no bank knows at that moment: the truth, and the label that will come first (it may become
/// known after the end of the run; null when nobody ever says anything).
/// </summary>
public sealed record SimulatedPayment(Transaction Transaction, Story Story, Label? FirstLabel) : SimulatedEvent
{
    public override DateTimeOffset Time => Transaction.Time;
    public bool IsFraud => Story != Story.None;
}

/// <summary>A label at the moment it becomes known.</summary>
public sealed record SimulatedLabel(Label Label) : SimulatedEvent
{
    public override DateTimeOffset Time => Label.KnownTime;
}
