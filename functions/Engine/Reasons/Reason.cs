namespace FraudFunctions.Engine.Reasons;

/// <summary>Who found the reason.</summary>
public enum ReasonOrigin { Model, Rule, Sequence }

/// <summary>A feature and its value at the time of the decision.</summary>
public readonly record struct Evidence(string Feature, float Value);

/// <summary>
/// Why a decision is what it is: a stable code, how much it moved the log odds of fraud (zero for a rule, which does not add but decide),
/// and the values behind it.
/// </summary>
public sealed record Reason(string Code, ReasonOrigin Origin, double Contribution, IReadOnlyList<Evidence> Evidence);

/// <summary>
/// How the reasons of the model add up: where the average transaction stands, plus the contributions listed, plus all others together, is this one's log
/// odds of fraud.
/// </summary>
public sealed record ReasonSum(double Start, double Others, double LogOdds);
