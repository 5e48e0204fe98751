using FraudFunctions.App.Decisions;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Tests.App.Decisions;

public sealed class LabelDeskTests
{
    private static LabelArrival Arrival(Label label, long sequence) => new(label, new EventSource("labels/0", sequence));

    private static async Task DecideAsync(AppUnderTest app, params Transaction[] transactions)
        => await app.Get<DecisionDesk>().DecideAsync([.. transactions.Select((transaction, i) => new Arrival(transaction, transaction.Time, new EventSource("transactions/0", i)))]);

    private static async Task<CustomerRecord> CustomerAsync(AppUnderTest app, string id = "c1")
        => CustomerRecord.FromJson((await app.Documents.GetAsync("customers", new(id, "state")))!.Body);

    private static async Task<int> FraudsAtMerchantAsync(AppUnderTest app, string id = "m1")
        => EntityRecord.FromJson((await app.Documents.GetAsync("entities", new("merchant:" + id, "state")))!.Body).State.History.Moments.ToArray().Sum(moment => moment.Frauds);

    [Fact]
    public async Task A_label_reaches_the_ledger_the_customer_and_the_merchant_once()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        Transaction transaction = Given.Payment();
        await DecideAsync(app, transaction);
        LabelDesk desk = app.Get<LabelDesk>();
        foreach (long sequence in new long[] { 0, 0, 1 })
            Assert.Equal(0, await desk.RecordAsync([Arrival(Given.Fraud(transaction), sequence)]));
        Assert.Equal(1, app.Sqlite.Count("customers", "label:"));
        Assert.Equal(1, (await CustomerAsync(app)).State.History.Moments[0].Frauds);
        Assert.Equal(1, await FraudsAtMerchantAsync(app));
    }

    [Fact]
    public async Task A_later_word_that_it_was_genuine_clears_the_mark_and_keeps_both_labels()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        Transaction transaction = Given.Payment();
        await DecideAsync(app, transaction);
        Label correction = Given.Fraud(transaction, TimeSpan.FromDays(9), LabelSource.Final) with { Verdict = Verdict.Genuine };
        await app.Get<LabelDesk>().RecordAsync([Arrival(Given.Fraud(transaction), 0), Arrival(correction, 1)]);
        Assert.Equal(2, app.Sqlite.Count("customers", "label:"));
        Assert.Equal(0, (await CustomerAsync(app)).State.History.Moments[0].Frauds);
        Assert.Equal(0, await FraudsAtMerchantAsync(app));
    }

    [Fact]
    public async Task A_label_that_comes_first_waits_and_finds_its_transaction_later()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        Transaction transaction = Given.Payment();
        Label label = Given.Fraud(transaction);
        Assert.Equal(1, await app.Get<LabelDesk>().RecordAsync([Arrival(label, 0)]));
        Assert.Equal(0, await app.Get<LabelDesk>().RecordAsync([Arrival(label, 0)]));
        Assert.Equal((1, 0), ((await CustomerAsync(app)).EarlyLabels, app.Sqlite.Count("customers", "label:")));

        IReadOnlyList<Answer> answers = await app.Get<DecisionDesk>().DecideAsync([new Arrival(transaction, transaction.Time, new EventSource("transactions/0", 0))]);
        string due = Assert.Single(await app.Get<EarlyLabels>().DueAsync(answers, default));
        Label sentAgain = LabelReader.Read(System.Text.Encoding.UTF8.GetBytes(due), label.KnownTime).Value!;
        Assert.Equal(label, sentAgain);
        await app.Get<LabelDesk>().RecordAsync([Arrival(sentAgain, 1)]);
        Assert.Equal((0, 1, 0), ((await CustomerAsync(app)).EarlyLabels, app.Sqlite.Count("customers", "label:"), app.Sqlite.Count("customers", "early:")));
        Assert.Equal(1, await FraudsAtMerchantAsync(app));
    }

    [Fact]
    public async Task A_customer_with_more_labels_than_a_commit_holds_gets_them_all()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        Transaction[] transactions = [.. Enumerable.Range(0, 130).Select(i => Given.Payment($"t{i}", at: Given.Morning.AddSeconds(i)))];
        await DecideAsync(app, transactions);
        await app.Get<LabelDesk>().RecordAsync([.. transactions.Select((transaction, i) => Arrival(Given.Fraud(transaction), i))]);
        Assert.Equal(130, app.Sqlite.Count("customers", "label:"));
        Assert.Equal(130, await FraudsAtMerchantAsync(app));
    }

    [Fact]
    public async Task Whatever_commit_fails_a_label_counts_once()
    {
        Random random = new(5);
        await using AppUnderTest app = AppUnderTest.Build(documents: inner => new UnreliableDocuments(inner, random, .5));
        Transaction[] transactions = [.. Enumerable.Range(0, 40).Select(i => Given.Payment($"t{i}", customer: $"c{i % 7}", at: Given.Morning.AddSeconds(i), merchant: $"m{i % 3}"))];
        await UntilItWorksAsync(() => DecideAsync(app, transactions));
        for (int from = 0; from < transactions.Length; from += 8)
        {
            LabelArrival[] batch = [.. Enumerable.Range(from, 8).Select(i => Arrival(Given.Fraud(transactions[i]), i))];
            await UntilItWorksAsync(() => app.Get<LabelDesk>().RecordAsync(batch));
            // And once more, as a redelivery after everything was done.
            await UntilItWorksAsync(() => app.Get<LabelDesk>().RecordAsync(batch));
        }
        Assert.Equal(40, app.Sqlite.Count("customers", "label:"));
        Assert.Equal(40, await FraudsAtMerchantAsync(app, "m0") + await FraudsAtMerchantAsync(app, "m1") + await FraudsAtMerchantAsync(app, "m2"));
    }

    [Theory]
    [InlineData("{\"transactionId\":\"t\"}", "customerId")]
    [InlineData("{\"transactionId\":\"t\",\"customerId\":\"c\",\"verdict\":\"perhaps\"}", "verdict")]
    [InlineData("{\"transactionId\":\"t\",\"customerId\":\"c\",\"verdict\":\"fraud\",\"eventTime\":\"2026-04-02T00:00:00Z\",\"knownTime\":\"2026-04-01T00:00:00Z\",\"source\":\"analyst\"}", "knownTime")]
    [InlineData("{\"transactionId\":\"t\",\"customerId\":\"c\",\"verdict\":\"fraud\",\"eventTime\":\"2026-04-01T00:00:00Z\",\"knownTime\":\"2099-04-01T00:00:00Z\",\"source\":\"analyst\"}", "knownTime")]
    [InlineData("{\"transactionId\":\"t\",\"customerId\":\"c\",\"verdict\":\"fraud\",\"mood\":\"bad\"}", "mood")]
    [InlineData("[]", "(event)")]
    [InlineData("{", "(event)")]
    public void A_label_that_is_wrong_is_refused_by_the_member(string json, string field)
        => Assert.Equal(field, LabelReader.Read(System.Text.Encoding.UTF8.GetBytes(json), Given.Morning.AddYears(1)).Problem!.Field);

    private static async Task UntilItWorksAsync(Func<Task> attempt)
    {
        for (int failures = 0; ; failures++)
        {
            try
            {
                await attempt();
                return;
            }
            catch (IOException) when (failures < 200)
            {
                continue;
            }
        }
    }
}
