using FraudFunctions.App.Decisions;
using FraudFunctions.App.Transactions;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Tests.App.Decisions;

public sealed class LabelDeskTests
{
    private static LabelArrival Arrival(Label label, long sequence) => new(label, new EventSource("labels/0", sequence));

    private static async Task DecideAsync(AppUnderTest app, params Transaction[] transactions)
        => await app.Get<DecisionDesk>().DecideAsync([.. transactions.Select((transaction, i) => new Arrival(transaction, transaction.Time, new EventSource("transactions/0", i)))]);

    private static async Task<CustomerRecord> CustomerAsync(AppUnderTest app, string id = "c1")
        => CustomerRecord.FromJson((await app.Documents.GetAsync("customers", new(id, "state")))!.Body);

    private static async Task<int> FraudsOfCustomerAsync(AppUnderTest app) => (await CustomerAsync(app)).State.Frauds.Entries.ToArray().Sum(fraud => fraud.Frauds);

    private static async Task<int> FraudsAtMerchantAsync(AppUnderTest app, string id = "m1")
    {
        EntityState merchant = EntityRecord.FromJson((await app.Documents.GetAsync("entities", new("merchant:" + id, "state")))!.Body).State;
        int marked = merchant.History.Moments.ToArray().Sum(moment => moment.Frauds);
        Assert.Equal(marked, merchant.Frauds.Entries.ToArray().Sum(fraud => fraud.Frauds));
        return marked;
    }

    [Fact]
    public async Task A_label_reaches_the_ledger_the_customer_and_the_merchant_once()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        Transaction transaction = Given.Payment();
        await DecideAsync(app, transaction);
        LabelDesk desk = app.Get<LabelDesk>();
        foreach (long sequence in new long[] { 0, 0, 1 })
            Assert.Equal(0, (await desk.RecordAsync([Arrival(Given.Fraud(transaction), sequence)])).Early);
        Assert.Equal(1, app.Sqlite.Count("customers", "label:"));
        Assert.Equal(1, await FraudsOfCustomerAsync(app));
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
        Assert.Equal(0, await FraudsOfCustomerAsync(app));
        Assert.Equal(0, await FraudsAtMerchantAsync(app));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_newest_word_counts_in_whatever_order_the_words_come(bool atOnce)
    {
        await using AppUnderTest app = AppUnderTest.Build();
        Transaction transaction = Given.Payment();
        await DecideAsync(app, transaction);
        LabelArrival genuine = new(Given.Fraud(transaction, TimeSpan.FromDays(2)) with { Verdict = Verdict.Genuine }, new EventSource("labels/3", 0));
        LabelArrival older = new(Given.Fraud(transaction, TimeSpan.FromDays(1)), new EventSource("labels/5", 0));
        foreach (LabelArrival[] batch in atOnce ? new LabelArrival[][] { [genuine, older] } : [[genuine], [older]])
            await app.Get<LabelDesk>().RecordAsync(batch);
        Assert.Equal(2, app.Sqlite.Count("customers", "label:"));
        Assert.Equal((0, 0), (await FraudsOfCustomerAsync(app), await FraudsAtMerchantAsync(app)));
        // And the last word of all, from yet another side.
        await app.Get<LabelDesk>().RecordAsync([new LabelArrival(Given.Fraud(transaction, TimeSpan.FromDays(30), LabelSource.Final), new EventSource("labels/1", 0))]);
        Assert.Equal((1, 1), (await FraudsOfCustomerAsync(app), await FraudsAtMerchantAsync(app)));
    }

    [Fact]
    public async Task A_fraud_that_two_sources_report_counts_once()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        Transaction transaction = Given.Payment();
        await DecideAsync(app, transaction);
        await app.Get<LabelDesk>().RecordAsync([Arrival(Given.Fraud(transaction, source: LabelSource.Issuer), 0)]);
        await app.Get<LabelDesk>().RecordAsync([Arrival(Given.Fraud(transaction, TimeSpan.FromDays(40), LabelSource.Dispute), 1)]);
        Assert.Equal(2, app.Sqlite.Count("customers", "label:"));
        Assert.Equal((1, 1), (await FraudsOfCustomerAsync(app), await FraudsAtMerchantAsync(app)));
    }

    [Fact]
    public async Task A_label_whose_entities_were_not_reached_tells_them_the_same_when_it_comes_again_after_later_words()
    {
        UnreliableDocuments documents = null!;
        await using AppUnderTest app = AppUnderTest.Build(documents: inner => documents = new UnreliableDocuments(inner, new Random(1), 0, only: "entities"));
        Transaction transaction = Given.Payment();
        await DecideAsync(app, transaction);
        LabelArrival fraud = new(Given.Fraud(transaction), new EventSource("labels/3", 0));
        LabelArrival genuine = new(Given.Fraud(transaction, TimeSpan.FromDays(2)) with { Verdict = Verdict.Genuine }, new EventSource("labels/5", 0));
        documents.Failing = 1;
        await Assert.ThrowsAsync<IOException>(() => app.Get<LabelDesk>().RecordAsync([fraud]));
        documents.Failing = 0;
        await app.Get<LabelDesk>().RecordAsync([genuine]);
        await app.Get<LabelDesk>().RecordAsync([fraud]);
        Assert.Equal((0, 0), (await FraudsOfCustomerAsync(app), await FraudsAtMerchantAsync(app)));
    }

    [Fact]
    public async Task A_source_that_contradicts_itself_at_one_time_is_refused_with_the_field_and_its_first_word_stands()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        Transaction transaction = Given.Payment();
        Label fraud = Given.Fraud(transaction);
        LabelArrival other = Arrival(fraud with { Verdict = Verdict.Genuine }, 1);
        // While it waits for its transaction, within one batch, and in the ledger.
        Assert.Empty((await app.Get<LabelDesk>().RecordAsync([Arrival(fraud, 0)])).Refused);
        Assert.Equal("verdict", Assert.Single((await app.Get<LabelDesk>().RecordAsync([other])).Refused).Problem.Field);
        await DecideAsync(app, transaction);
        Assert.Equal(other, Assert.Single((await app.Get<LabelDesk>().RecordAsync([Arrival(fraud, 2), other])).Refused).Arrival);
        RefusedLabel refused = Assert.Single((await app.Get<LabelDesk>().RecordAsync([other])).Refused);
        Assert.Equal(("duplicate-label", "verdict"), (refused.Problem.Code, refused.Problem.Field));
        Assert.Equal((1, 1), (app.Sqlite.Count("customers", "label:"), await FraudsAtMerchantAsync(app)));
    }

    [Fact]
    public async Task What_contradicts_goes_into_quarantine_once_and_a_repetition_does_not()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        Transaction transaction = Given.Payment();
        await DecideAsync(app, transaction);
        Label fraud = Given.Fraud(transaction);
        string[] events = [.. new[] { fraud, fraud, fraud with { Verdict = Verdict.Genuine } }.Select(label => System.Text.Encoding.UTF8.GetString(LabelReader.ToJson(label)))];
        for (int delivery = 0; delivery < 2; delivery++)
        {
            await new RecordLabel(app.Get<LabelDesk>(), app.Get<Quarantine>()).Run(events, [0, 1, 2], [.. events.Select(_ => fraud.KnownTime.UtcDateTime)], """{"EventHubName":"labels","PartitionId":"0"}""", default);
            QuarantinedEvent kept = Assert.Single((await app.Get<Quarantine>().ListAsync(QuarantineState.Open, null, 10, default)).Entries);
            Assert.Equal(("verdict", events[2]), (kept.Field, kept.Raw));
        }
    }

    [Fact]
    public async Task A_contradiction_that_is_replayed_as_it_was_is_refused_again_and_does_not_wait()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        Transaction transaction = Given.Payment();
        Label genuine = Given.Fraud(transaction) with { Verdict = Verdict.Genuine };
        await DecideAsync(app, transaction);
        await app.Get<LabelDesk>().RecordAsync([Arrival(Given.Fraud(transaction), 0)]);
        await app.Get<EarlyLabels>().PutDownAsync(genuine, default);
        for (long sequence = 1; sequence < 3; sequence++)
            Assert.Single((await app.Get<LabelDesk>().RecordAsync([Arrival(genuine, sequence), Arrival(genuine, sequence)])).Refused.Distinct());
        Assert.Equal((0, 0), ((await CustomerAsync(app)).EarlyLabels, app.Sqlite.Count("customers", "early:")));
    }

    [Fact]
    public async Task A_label_that_comes_first_waits_and_finds_its_transaction_later()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        Transaction transaction = Given.Payment();
        Label label = Given.Fraud(transaction);
        Assert.Equal(1, (await app.Get<LabelDesk>().RecordAsync([Arrival(label, 0)])).Early);
        Assert.Equal(0, (await app.Get<LabelDesk>().RecordAsync([Arrival(label, 0)])).Early);
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
    public async Task A_label_finds_its_transaction_however_many_others_wait()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        LabelArrival[] strays = [.. Enumerable.Range(0, 120).Select(i => Arrival(Given.Fraud(Given.Payment($"a{i:D3}")), i))];
        Transaction transaction = Given.Payment("z1");
        Assert.Equal(121, (await app.Get<LabelDesk>().RecordAsync([.. strays, Arrival(Given.Fraud(transaction), 120)])).Early);
        IReadOnlyList<Answer> answers = await app.Get<DecisionDesk>().DecideAsync([new Arrival(transaction, transaction.Time, new EventSource("transactions/0", 0))]);
        Assert.Contains("\"z1\"", Assert.Single(await app.Get<EarlyLabels>().DueAsync(answers, default)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_of_an_id_that_begins_like_another_belongs_to_its_own_transaction_only()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        Transaction[] transactions = [Given.Payment("t1"), Given.Payment("t1:Analyst", at: Given.Morning.AddSeconds(1))];
        await app.Get<LabelDesk>().RecordAsync([.. transactions.Select((transaction, i) => Arrival(Given.Fraud(transaction), i))]);
        IReadOnlyList<Answer> answers = await app.Get<DecisionDesk>().DecideAsync([new Arrival(transactions[0], transactions[0].Time, new EventSource("transactions/0", 0))]);
        Assert.Single(await app.Get<EarlyLabels>().DueAsync(answers, default));
        await DecideAsync(app, transactions);
        await app.Get<LabelDesk>().RecordAsync([.. transactions.Select((transaction, i) => Arrival(Given.Fraud(transaction), i + 2))]);
        await app.Get<LabelDesk>().RecordAsync([Arrival(Given.Fraud(transactions[0], TimeSpan.FromDays(9)) with { Verdict = Verdict.Genuine }, 4)]);
        Assert.Equal(1, await FraudsAtMerchantAsync(app));
    }

    [Fact]
    public async Task The_event_of_a_decision_by_call_sends_the_labels_that_wait_for_it()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        Transaction transaction = Given.Payment();
        await app.Get<LabelDesk>().RecordAsync([Arrival(Given.Fraud(transaction), 0)]);
        Answer answer = await app.Get<DecisionDesk>().DecideAsync(new Arrival(transaction, transaction.Time, EventSource.Http));
        SettleDecisions settle = new(app.Documents, app.Get<EntityBook>(), app.Get<ActiveBasis>(), app.Get<EarlyLabels>());
        // Twice: the first time the process may die before the labels are out.
        for (int time = 0; time < 2; time++)
            Assert.Single(await settle.Run([DecisionMade.Of(answer.Decision!, answer.Receipt!).ToJson()], [0], [DateTime.UnixEpoch], """{"EventHubName":"decisions","PartitionId":"0"}""", default));
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

    [Fact]
    public async Task States_served_and_states_of_a_sequential_pass_agree_on_labels_of_any_order()
    {
        Random random = new(11);
        await using AppUnderTest app = AppUnderTest.Build();
        Transaction[] transactions = [.. Enumerable.Range(0, 30).Select(i => Given.Payment($"t{i}", customer: $"c{i % 4}", at: Given.Morning.AddDays(i / 2).AddSeconds(i % 3), merchant: $"m{i % 3}"))];
        Label[] labels = [.. transactions.SelectMany(transaction => Enumerable.Range(0, 4).Select(_ => Given.Fraud(transaction, TimeSpan.FromDays(random.Next(1, 50)), (LabelSource)random.Next(5)) with { Verdict = (Verdict)random.Next(2) }))];
        SequentialPass pass = new(ActiveBasis.Schema);
        await DecideAsync(app, transactions);
        foreach (Transaction transaction in transactions)
            pass.Observe(transaction, new float[ActiveBasis.Schema.Width]);
        random.Shuffle(labels);
        foreach (Label label in labels)
            pass.Learn(label);
        // Served in another order still, by two partitions, half of it twice.
        random.Shuffle(labels);
        foreach (LabelArrival[] batch in labels.Concat(labels.Take(60)).Select((label, i) => new LabelArrival(label, new EventSource($"labels/{i % 2}", i))).Chunk(7))
            await app.Get<LabelDesk>().RecordAsync(batch);
        foreach ((EntityKey key, EntityState state) in pass.Population.Entities)
        {
            EntityState served = EntityRecord.FromJson((await app.Documents.GetAsync("entities", new(EntityRecord.PartitionOf(key), "state")))!.Body).State;
            Assert.Equal(state.Frauds.Entries.ToArray(), served.Frauds.Entries.ToArray());
            Assert.Equal(state.History.Moments.ToArray().Select(moment => moment.Frauds), served.History.Moments.ToArray().Select(moment => moment.Frauds));
        }
        foreach ((string id, CustomerState state) in pass.Population.Customers)
            Assert.Equal(state.Frauds.Entries.ToArray(), (await CustomerAsync(app, id)).State.Frauds.Entries.ToArray());
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
