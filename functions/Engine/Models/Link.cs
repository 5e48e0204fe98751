namespace FraudFunctions.Engine.Models;

/// <summary>How an ensemble's margin becomes a probability.</summary>
public enum Link : byte
{
    /// <summary>The margin is the log-odds: boosted trees add up in log-odds.</summary>
    Logistic,

    /// <summary>The margin is the probability itself: a random forest is the mean of its leaves.</summary>
    Identity
}
