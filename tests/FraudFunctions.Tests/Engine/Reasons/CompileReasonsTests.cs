using FraudFunctions.App.Decisions;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Tests.App;
using FraudFunctions.Tests.Flows;

namespace FraudFunctions.Tests.Engine.Reasons;

/// <summary>What a model is moved by is told truly: of what is not there, nothing is claimed.</summary>
public sealed class CompileReasonsTests
{
    private static readonly string[] ofHabit = [ReasonCodes.AmountAboveHabit, ReasonCodes.SpendHigh, ReasonCodes.Velocity, ReasonCodes.UnusualTime];
    private static readonly string[] ofMerchants = [ReasonCodes.MerchantActivity, ReasonCodes.MerchantNew, ReasonCodes.MerchantFraud, ReasonCodes.MerchantCategory, ReasonCodes.AmountUnusualHere];

    [Fact]
    public async Task Nothing_is_said_of_a_habit_that_nobody_has_seen_nor_of_a_merchant_who_is_not_there()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        await TrainedBank.Instance.MoveIntoAsync(app);
        DecisionBasis basis = await app.Get<ActiveBasis>().GetAsync();
        Transaction[] payments = [.. TrainedBank.Instance.NextTransactions.Take(400).Select((payment, i) => i % 4 == 0 ? payment with { CustomerId = $"new-{i}" } : payment)];
        IReadOnlyList<Answer> answers = await app.Get<DecisionDesk>().DecideAsync([.. payments.Select((payment, i) => new Arrival(payment, payment.Time, new EventSource("transactions/0", i)))]);
        int first = 0, elsewhere = 0;
        foreach (Decision decision in answers.Select(answer => answer.Decision!))
        {
            (IReadOnlyList<Reason> reasons, ReasonSum? sum) = CompileReasons.InFull(decision, basis);
            string[] codes = [.. reasons.Where(reason => reason.Origin != ReasonOrigin.Rule).Select(reason => reason.Code)];
            if (decision.Transaction.CustomerId.StartsWith("new-", StringComparison.Ordinal))
            {
                first++;
                Assert.Empty(codes.Intersect(ofHabit));
                Assert.Contains(ReasonCodes.NewCustomer, codes);
            }
            if (decision.Transaction.Merchant is null)
            {
                elsewhere++;
                Assert.Empty(codes.Intersect(ofMerchants));
                Assert.Contains(ReasonCodes.NotGiven, codes);
            }
            Assert.Equal(codes.Length, codes.Distinct().Count());
            Assert.Equal(sum!.LogOdds, sum.Start + sum.Others + reasons.Sum(reason => reason.Contribution), 1e-5);
        }
        Assert.True(first == 100 && elsewhere > 20, $"{first} first payments, {elsewhere} without a merchant");
    }
}
