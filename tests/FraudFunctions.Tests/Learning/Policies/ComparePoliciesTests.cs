using FraudFunctions.Engine.Decisions;
using FraudFunctions.Learning.Policies;

namespace FraudFunctions.Tests.Learning.Policies;

public sealed class ComparePoliciesTests
{
    private static readonly Prices prices = new(new Policy { Version = 1 });

    private static LoggedDecision Payment(string customer, long amountMinor, bool isFraud) => new()
    {
        CustomerId = customer,
        Time = Given.Morning,
        Probability = .1,
        AmountMinor = amountMinor,
        Chosen = Outcome.Approve,
        Propensities = LoggedDecision.Certain(Outcome.Approve),
        IsFraud = isFraud,
    };

    [Fact]
    public void Two_policies_stand_side_by_side_with_what_they_lose_and_prevent()
    {
        LoggedDecision[] payments = [Payment("c1", 10_000, true), Payment("c2", 20_000, false), Payment("c3", 30_000, false)];
        NamedPolicy lets = new("lets go", _ => LoggedDecision.Certain(Outcome.Approve)), looks = new("looks", _ => LoggedDecision.Certain(Outcome.Review));
        string[] lines = new ComparePolicies(prices).Markdown([(Given.Morning, payments)], lets, looks).Split('\n');
        Assert.StartsWith("| 2026-04-01 | lets go | 100.00 | 100.00 | 0.00 | 0.0 | 0 | 0.0 | 0.0 |", lines[2], StringComparison.Ordinal);
        // Three reviews of 5.00, and forty of the hundred still lost.
        Assert.StartsWith("| 2026-04-01 | looks | 55.00 | 40.00 | 60.00 | 0.5 | 0 | 0.0 | 0.0 |", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("| all | difference, 95 % | -45.00 [", lines[6], StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_differs_from_itself_by_nothing()
    {
        LoggedDecision[] payments = [.. Enumerable.Range(0, 50).Select(i => Payment($"c{i % 20}", 1_000 * i, i % 9 == 0))];
        NamedPolicy one = new("one", TargetPolicy.Of(prices.Policy));
        Assert.Contains("| all | difference, 95 % | 0.00 [0.00, 0.00] |", new ComparePolicies(prices).Markdown([(Given.Morning, payments)], one, one), StringComparison.Ordinal);
    }
}
