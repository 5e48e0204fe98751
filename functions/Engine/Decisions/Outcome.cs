namespace FraudFunctions.Engine.Decisions;

/// <summary>
/// What happens to the transaction, from the mildest to the hardest: let go; let go once the customer has proved to be the customer; let go
/// and looked at afterwards; kept until somebody has looked; refused.
/// </summary>
public enum Outcome { Approve, Challenge, Review, Hold, Decline }
