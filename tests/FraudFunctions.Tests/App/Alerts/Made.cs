using FraudFunctions.App.Decisions;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.Tests.App.Alerts;

/// <summary>Decisions as they are published.</summary>
internal static class Made
{
    public static DecisionMade Decision(string transaction = "t1", Outcome outcome = Outcome.Challenge, string reason = "VELOCITY", DateTimeOffset? at = null, double loss = 1_000, string customer = "c1") => new()
    {
        DecisionId = $"{customer}~{transaction}",
        CustomerId = customer,
        TransactionId = transaction,
        Time = at ?? Given.Morning,
        Outcome = outcome,
        Probability = .2,
        AmountMinor = 5_000,
        Currency = "EUR",
        ExpectedLossMinor = loss,
        Reasons = [reason],
        Receipt = "r",
    };
}
