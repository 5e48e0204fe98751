namespace FraudFunctions.Engine.Decisions;

/// <summary>What a decision had to do without. Stable codes; an empty list means that nothing was missing.</summary>
public static class Degradation
{
    /// <summary>No model was active: rules and lists decided alone.</summary>
    public const string NoModel = "no-model";

    /// <summary>A later event of the same customer was decided before this one; its habit features come from after it.</summary>
    public const string LateEvent = "late-event";

    /// <summary>The currency has no reference rate; its amount was taken one to one.</summary>
    public const string NoReferenceRate = "no-reference-rate";

    /// <summary>The model's sequence has seen none of the customer's earlier transactions: it took up its work after them.</summary>
    public const string NoMemory = "no-sequence-memory";

    /// <summary>The time budget ran out before the states were read; only what the transaction says by itself was looked at.</summary>
    public const string TimeBudget = "time-budget";
}
