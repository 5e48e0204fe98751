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
        // Every fourth is by somebody who has only been paid so far.
        Transaction[] payments = [.. TrainedBank.Instance.NextTransactions.Where(payment => payment.Direction == Direction.Debit).Take(400).SelectMany((payment, i) => i % 4 != 0 ? [payment] : (Transaction[])
            [Given.Transfer($"salary-{i}", $"new-{i}", amountMinor: 200_000, at: payment.Time.AddHours(-3)) with { Direction = Direction.Credit }, payment with { CustomerId = $"new-{i}" }])];
        IReadOnlyList<Answer> answers = await app.Get<DecisionDesk>().DecideAsync([.. payments.Select((payment, i) => new Arrival(payment, payment.Time, new EventSource("transactions/0", i)))]);
        int first = 0, elsewhere = 0, unspecific = 0;
        foreach (Decision decision in answers.Select(answer => answer.Decision!))
        {
            (IReadOnlyList<Reason> reasons, ReasonSum? sum) = CompileReasons.InFull(decision, basis);
            Reason[] raising = [.. reasons.Where(reason => reason.Origin != ReasonOrigin.Rule && reason.Contribution > 0)];
            string[] codes = [.. raising.Select(reason => reason.Code)];
            Assert.Equal(codes.Length, codes.Distinct().Count());
            Assert.True(!codes.Contains(ReasonCodes.NewCustomer) || basis.Schema.BearsOut(ReasonCodes.NewCustomer, decision.Features));
            if (decision.Transaction is { Direction: Direction.Debit } && decision.Transaction.CustomerId.StartsWith("new-", StringComparison.Ordinal))
            {
                first++;
                Assert.Empty(codes.Intersect(ofHabit));
                Assert.DoesNotContain(ReasonCodes.Sequence, codes);
            }
            if (decision.Transaction.Merchant is null)
            {
                elsewhere++;
                Assert.Empty(codes.Intersect(ofMerchants).Append(ReasonCodes.NewMerchant).Intersect(codes));
            }
            if (decision.Transaction.Counterparty is null)
                Assert.DoesNotContain(ReasonCodes.NewCounterparty, codes);
            float Value(string name) => decision.Features[basis.Schema.Columns.TakeWhile(column => column.Name != name).Count()];
            Assert.True(!codes.Contains(ReasonCodes.PriorFraud) || Value("customer_frauds_known_30d") > 0);
            Assert.True(!codes.Contains(ReasonCodes.NewDevice) || Value("customer_device_new") == 1);
            unspecific += codes.Contains(ReasonCodes.Unspecific) ? 1 : 0;
            Assert.Equal(sum!.LogOdds, sum.Start + sum.Others + reasons.Sum(reason => reason.Contribution), 1e-5);
        }
        Assert.True(first == 100 && elsewhere > 20 && unspecific > 20, $"{first} first payments, {elsewhere} without a merchant, {unspecific} without a single fact");
    }
}
