using System.Text;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Models;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Tests.App;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FraudFunctions.Tests.Flows;

/// <summary>Decisions are derived again bit for bit, and whoever changes one is found out.</summary>
public sealed class ReceiptTests
{
    private static async Task<(AppUnderTest App, IReadOnlyList<Answer> Answers)> DecidedAsync(int transactions)
    {
        AppUnderTest app = AppUnderTest.Build();
        await TrainedBank.Instance.MoveIntoAsync(app);
        IReadOnlyList<Answer> answers = await app.Get<DecisionDesk>().DecideAsync(
            [.. TrainedBank.Instance.NextTransactions.Take(transactions).Select((transaction, i) => new Arrival(transaction, transaction.Time.AddSeconds(2), new EventSource("transactions/0", i)))]);
        return (app, answers);
    }

    private static async Task<string[]> FaultsAsync(AppUnderTest app)
    {
        List<string> faults = [];
        await foreach (string customer in app.Get<CustomerBook>().IdsAsync(default))
            faults.AddRange((await app.Get<VerifyDecisions>().CustomerAsync(customer, [], default)).Faults);
        return [.. faults];
    }

    [Fact]
    public async Task Every_decision_is_derived_again_to_the_same_bytes()
    {
        (AppUnderTest app, IReadOnlyList<Answer> answers) = await DecidedAsync(3_000);
        await using AppUnderTest owned = app;
        Assert.All(answers, answer => Assert.NotNull(answer.Decision!.Assessment.Probability));
        Assert.Contains(answers, answer => answer.Decision!.Assessment.Outcome != Outcome.Approve);
        Assert.Empty(await FaultsAsync(app));
    }

    [Fact]
    public async Task A_decision_read_back_writes_the_same_document()
    {
        (AppUnderTest app, IReadOnlyList<Answer> answers) = await DecidedAsync(300);
        await using AppUnderTest owned = app;
        foreach (Answer answer in answers)
        {
            (byte[] document, string receipt) = Receipt.Write(answer.Decision!);
            Assert.Equal(Encoding.UTF8.GetString(document), Encoding.UTF8.GetString(Receipt.Write(DecisionReader.Read(document)).Document));
            Assert.Equal((receipt, receipt), Receipt.Check(document));
        }
    }

    [Fact]
    public async Task What_is_more_than_approved_says_why()
    {
        (AppUnderTest app, IReadOnlyList<Answer> answers) = await DecidedAsync(3_000);
        await using AppUnderTest owned = app;
        Assert.All(answers.Where(answer => answer.Decision!.Assessment.Outcome >= Outcome.Challenge), answer => Assert.NotEmpty(answer.Decision!.Assessment.Reasons));
    }

    [Fact]
    public async Task Any_changed_byte_of_a_decision_is_found_and_the_decision_named()
    {
        (AppUnderTest app, IReadOnlyList<Answer> answers) = await DecidedAsync(40);
        await using AppUnderTest owned = app;
        Decision decision = answers[20].Decision!;
        DocumentKey key = new(decision.Transaction.CustomerId, "decision:" + decision.Transaction.Id);
        Document document = (await app.Documents.GetAsync("customers", key))!;
        Random random = new(1);
        for (int i = 0; i < 60; i++)
        {
            byte[] changed = document.Body.ToArray();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(7));
            // By somebody with access to the store, who keeps its checksums in order.
            await app.Documents.CommitAsync("customers", new(key.Partition, [new Write.Upsert(key.Id, changed, document.Index)]));
            string[] faults = await FaultsAsync(app);
            Assert.Contains(faults, fault => fault.Contains(decision.Id, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_decision_rewritten_with_a_fitting_receipt_breaks_the_chain()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        IReadOnlyList<Answer> answers = await app.Get<DecisionDesk>().DecideAsync([.. Enumerable.Range(0, 5).Select(i => new Arrival(Given.Payment($"t{i}", at: Given.Morning.AddMinutes(i)), Given.Morning, new EventSource("transactions/0", i)))]);
        Decision forged = answers[2].Decision! with { Transaction = answers[2].Decision!.Transaction with { AmountMinor = 1 } };
        byte[] document = Receipt.Write(forged).Document;
        await app.Documents.CommitAsync("customers", new("c1", [new Write.Upsert("decision:t2", document, "decisions/c1/0000000003")]));
        Assert.Contains(await FaultsAsync(app), fault => fault.Contains("c1~t3", StringComparison.Ordinal) && fault.Contains("follows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_decision_that_was_taken_out_is_missed()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        await app.Get<DecisionDesk>().DecideAsync([.. Enumerable.Range(0, 5).Select(i => new Arrival(Given.Payment($"t{i}", at: Given.Morning.AddMinutes(i)), Given.Morning, new EventSource("transactions/0", i)))]);
        await app.Documents.CommitAsync("customers", new("c1", [new Write.Delete("decision:t2")]));
        Assert.Contains(await FaultsAsync(app), fault => fault.Contains("number 3 is missing", StringComparison.Ordinal));
        await app.Documents.CommitAsync("customers", new("c1", [new Write.Delete("decision:t4"), new Write.Delete("decision:t3")]));
        Assert.Contains(await FaultsAsync(app), fault => fault.Contains("the record counts 5 decisions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_last_approval_explains_itself_when_asked()
    {
        (AppUnderTest app, IReadOnlyList<Answer> answers) = await DecidedAsync(200);
        await using AppUnderTest owned = app;
        Decision approved = answers.Last(answer => answer.Decision!.Assessment.Outcome == Outcome.Approve).Decision!;
        Assert.Empty(approved.Assessment.Reasons);
        DecisionBasis basis = await app.Get<BasisArchive>().GetAsync(approved.Versions, default);
        Assessment explained = Rederive.Explained(approved, basis);
        Assert.All(explained.Reasons, reason => Assert.True(reason.Contribution > 0));
        Assert.Equal(explained.Sum!.LogOdds, explained.Sum.Start + explained.Sum.Others + explained.Reasons.Sum(reason => reason.Contribution), 6);
    }

    [Fact]
    public async Task The_reasons_told_to_an_auditor_add_up_to_the_log_odds_that_were_acted_on()
    {
        (AppUnderTest app, IReadOnlyList<Answer> answers) = await DecidedAsync(200);
        await using AppUnderTest owned = app;
        foreach (Decision decision in answers.Select(answer => answer.Decision!))
        {
            DecisionBasis basis = await app.Get<BasisArchive>().GetAsync(decision.Versions, default);
            (IReadOnlyList<Reason> reasons, ReasonSum? sum) = CompileReasons.InFull(decision, basis);
            Assert.Equal(sum!.LogOdds, sum.Start + sum.Others + reasons.Sum(reason => reason.Contribution), 6);
            Assert.Equal(decision.Assessment.Probability!.Value, TreeEnsemble.Sigmoid(sum.LogOdds), 6);
            // A line in log odds leaves nothing over but rounding.
            if (basis.Model!.Card.Calibration is PlattScaling or Uncalibrated && basis.Model.Card.Blend is null or { Anomaly: 0 })
                Assert.InRange(sum.Others, -.001, .001);
        }
    }

    [Fact]
    public async Task A_model_of_another_schema_is_refused()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        await TrainedBank.Instance.MoveIntoAsync(app);
        DecisionBasis basis = await app.Get<ActiveBasis>().GetAsync();
        Assert.Throws<InvalidOperationException>(() => new DecisionBasis
        {
            Schema = FeatureSchema.Handbook(),
            Model = basis.Model,
            Rules = basis.Rules,
            Lists = basis.Lists,
            Policy = basis.Policy,
        });
    }

    [Fact]
    public async Task A_chain_rewritten_from_end_to_end_no_longer_fits_the_seal()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        await DecideDayAsync(app, 0);
        await SealAsync(app, 1);
        await DecideDayAsync(app, 1);
        await SealAsync(app, 2);
        Assert.Empty(await SealFaultsAsync(app));

        // Somebody decides the whole day anew, receipts, chain and record, as if the amounts had been others.
        await using AppUnderTest forger = AppUnderTest.Build();
        await DecideDayAsync(forger, 0, amountMinor: 1);
        await DecideDayAsync(forger, 1);
        foreach (Document document in (await forger.Documents.QueryPartitionAsync("customers", "c1", new RangeQuery())).Documents)
            await app.Documents.CommitAsync("customers", new("c1", [new Write.Upsert(document.Key.Id, document.Body, document.Index)]));
        Assert.Empty(await FaultsAsync(app));
        Assert.Equal(2, (await SealFaultsAsync(app)).Count(fault => fault.Contains("not what was sealed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_seal_that_is_taken_away_or_changed_is_missed_by_the_next()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        for (int day = 0; day < 3; day++)
        {
            await DecideDayAsync(app, day);
            await SealAsync(app, day + 1);
        }
        string middle = (await app.Get<IFiles>().ListAsync("seals/"))[1];
        await app.Get<IFiles>().DeleteAsync(middle);
        Assert.Contains("is missing or was changed", Assert.Single(await SealFaultsAsync(app)), StringComparison.Ordinal);
    }

    private static async Task DecideDayAsync(AppUnderTest app, int day, long amountMinor = 2_500)
        => await app.Get<DecisionDesk>().DecideAsync([.. Enumerable.Range(0, 3).Select(i => new Arrival(
            Given.Payment($"t{day}-{i}", amountMinor: amountMinor, at: Given.Morning.AddDays(day).AddMinutes(i)), Given.Morning.AddDays(day), new EventSource("transactions/0", day * 3 + i)))]);

    private static async Task SealAsync(AppUnderTest app, int day)
        => await new SealReceipts(app.Documents, app.Get<IFiles>(), new FakeTimeProvider(Given.Morning.AddDays(day)), NullLogger<SealReceipts>.Instance).Run(new TimerInfo(), default);

    private static async Task<IReadOnlyList<string>> SealFaultsAsync(AppUnderTest app)
    {
        IReadOnlyList<(Seal Seal, string Name, byte[] File)> seals = await Seal.AllAsync(app.Get<IFiles>(), default);
        List<Verification> verified = [];
        await foreach (string customer in app.Get<CustomerBook>().IdsAsync(default))
            verified.Add(await app.Get<VerifyDecisions>().CustomerAsync(customer, [.. seals.Select(seal => seal.Seal)], default));
        return VerifyDecisions.CheckSeals(seals, verified);
    }
}
