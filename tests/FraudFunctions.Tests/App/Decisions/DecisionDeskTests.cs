using System.Collections.Concurrent;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Lists;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FraudFunctions.Tests.App.Decisions;

public sealed class DecisionDeskTests
{
    private static Arrival Arrival(Transaction transaction, long sequence = -1, string stream = "transactions/0")
        => new(transaction, Given.Morning.AddHours(1), sequence < 0 ? EventSource.Http : new EventSource(stream, sequence));

    private static async Task<string[]> FaultsAsync(AppUnderTest app)
    {
        VerifyDecisions verify = app.Get<VerifyDecisions>();
        List<string> faults = [];
        await foreach (string customer in app.Get<CustomerBook>().IdsAsync(default))
            faults.AddRange((await verify.CustomerAsync(customer, [], default)).Faults);
        return [.. faults];
    }

    private static async Task<CustomerRecord> CustomerAsync(AppUnderTest app, string id)
        => CustomerRecord.FromJson((await app.Documents.GetAsync("customers", new(id, "state")))!.Body);

    private static async Task<EntityState> MerchantAsync(AppUnderTest app, string id)
        => EntityRecord.FromJson((await app.Documents.GetAsync("entities", new("merchant:" + id, "state")))!.Body).State;

    [Fact]
    public async Task A_transaction_has_one_decision_however_often_it_comes()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        DecisionDesk desk = app.Get<DecisionDesk>();
        Answer first = (await desk.DecideAsync([Arrival(Given.Payment(), 0)]))[0];
        foreach (Arrival again in new[] { Arrival(Given.Payment(), 0), Arrival(Given.Payment(), 1), Arrival(Given.Payment(), 5, "transactions/3"), Arrival(Given.Payment()) })
        {
            Answer answer = (await desk.DecideAsync([again]))[0];
            Assert.Equal((Arrived.Repeated, first.Receipt), (answer.Arrived, answer.Receipt));
        }
        Assert.Equal((1, 1), ((await CustomerAsync(app, "c1")).Decisions, (await CustomerAsync(app, "c1")).State.Count));
        Assert.Equal(1, (await MerchantAsync(app, "m1")).Count);
        Assert.Empty(await FaultsAsync(app));
    }

    [Fact]
    public async Task An_id_that_was_used_for_something_else_is_refused_and_changes_nothing()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        DecisionDesk desk = app.Get<DecisionDesk>();
        await desk.DecideAsync([Arrival(Given.Payment(), 0)]);
        Answer clash = (await desk.DecideAsync([Arrival(Given.Payment(amountMinor: 99), 1)]))[0];
        Assert.Equal((Arrived.Clashing, "duplicate-id", "id"), (clash.Arrived, clash.Problem!.Code, clash.Problem.Field));
        Assert.Equal(1, (await CustomerAsync(app, "c1")).State.Count);
        Assert.Equal(1, (await MerchantAsync(app, "m1")).Count);
    }

    [Fact]
    public async Task Of_one_batch_a_repetition_is_answered_and_a_clash_refused()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        IReadOnlyList<Answer> answers = await app.Get<DecisionDesk>().DecideAsync(
        [
            Arrival(Given.Payment("a"), 0), Arrival(Given.Payment("a"), 1), Arrival(Given.Payment("a", amountMinor: 1), 2), Arrival(Given.Payment("b"), 3),
        ]);
        Assert.Equal([Arrived.Decided, Arrived.Repeated, Arrived.Clashing, Arrived.Decided], answers.Select(answer => answer.Arrived));
        Assert.Equal(2, (await CustomerAsync(app, "c1")).Decisions);
        Assert.Equal(2, (await MerchantAsync(app, "m1")).Count);
    }

    [Fact]
    public async Task The_second_transaction_of_a_customer_in_a_batch_sees_the_first()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        IReadOnlyList<Answer> answers = await app.Get<DecisionDesk>().DecideAsync([.. Enumerable.Range(0, 5).Select(i => Arrival(Given.Payment($"t{i}", at: Given.Morning.AddSeconds(i)), i))]);
        int column = ActiveBasis.Schema.Columns.Select(one => one.Name).ToList().IndexOf("customer_count_1h");
        Assert.Equal([1, 2, 3, 4, 5], answers.Select(answer => answer.Decision!.Features[column]));
        Assert.Equal([1, 2, 3, 4, 5], answers.Select(answer => answer.Decision!.Number));
        Assert.Equal([null, .. answers.SkipLast(1).Select(answer => answer.Receipt)], answers.Select(answer => answer.Decision!.Previous));
    }

    [Fact]
    public async Task A_customer_with_more_transactions_than_a_commit_holds_is_decided_in_order()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        Arrival[] arrivals = [.. Enumerable.Range(0, 250).Select(i => Arrival(Given.Payment($"t{i}", at: Given.Morning.AddSeconds(i)), i))];
        IReadOnlyList<Answer> answers = await app.Get<DecisionDesk>().DecideAsync(arrivals);
        Assert.Equal(Enumerable.Range(1, 250).Select(i => (long)i), answers.Select(answer => answer.Decision!.Number));
        Assert.Empty(await FaultsAsync(app));
    }

    [Fact]
    public async Task Transactions_with_all_the_attributes_they_may_have_fit_into_commits()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        KeyValuePair<string, string>[] attributes = [.. Enumerable.Range(0, 28).Select(i => new KeyValuePair<string, string>($"a{i:D2}", new string('"', 1_000)))];
        Arrival[] arrivals = [.. Enumerable.Range(0, 90).Select(i => Arrival(Given.Payment($"t{i}", at: Given.Morning.AddSeconds(i)) with { Attributes = attributes }, i))];
        Assert.All(await app.Get<DecisionDesk>().DecideAsync(arrivals), answer => Assert.Equal(Arrived.Decided, answer.Arrived));
    }

    [Fact]
    public async Task A_transaction_on_which_the_engine_fails_is_set_aside_and_the_others_go_on()
    {
        RuleSet rules = new(1, [new Rule { Id = "r", Code = "C", Text = "T", Status = RuleStatus.Live, AtLeast = Outcome.Review, When = new Exploding("bad") }]);
        DecisionBasis basis = new() { Schema = ActiveBasis.Schema, Model = null, Rules = rules, Lists = ListSet.Empty, Policy = new Policy { Version = 1 } };
        await using AppUnderTest app = AppUnderTest.Build(configure: builder => builder.Services.Replace(ServiceDescriptor.Singleton(new ActiveBasis(basis))));
        IReadOnlyList<Answer> answers = await app.Get<DecisionDesk>().DecideAsync([Arrival(Given.Payment("a"), 0), Arrival(Given.Payment("bad"), 1), Arrival(Given.Payment("b"), 2)]);
        Assert.Equal([Arrived.Decided, Arrived.Faulted, Arrived.Decided], answers.Select(answer => answer.Arrived));
        Assert.Equal("fault", answers[1].Problem!.Code);
        Assert.Equal(2, (await CustomerAsync(app, "c1")).State.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_commit_fails_every_effect_is_there_once(int seed)
    {
        Transaction[] transactions = [.. Simulator.Run(new SimulationOptions { Customers = 30, Merchants = SimulationOptions.FewestMerchants, Days = 10, Seed = seed }).OfType<SimulatedPayment>().Select(payment => payment.Transaction).Take(600)];
        await using AppUnderTest clean = AppUnderTest.Build();
        await clean.Get<DecisionDesk>().DecideAsync([.. transactions.Select((transaction, i) => Late(transaction, i))]);

        UnreliableDocuments? unreliable = null;
        Random random = new(seed);
        await using AppUnderTest app = AppUnderTest.Build(documents: inner => unreliable = new UnreliableDocuments(inner, random, .4));
        DecisionDesk desk = app.Get<DecisionDesk>();
        for (int next = 0; next < transactions.Length;)
        {
            // Redelivery begins wherever the checkpoint was, with batches of any size.
            int from = Math.Max(0, next - random.Next(40));
            int until = Math.Min(transactions.Length, from + random.Next(1, 80));
            try
            {
                await desk.DecideAsync([.. Enumerable.Range(from, until - from).Select(i => Late(transactions[i], i))]);
                next = Math.Max(next, until);
            }
            catch (IOException)
            {
                continue;
            }
        }
        Assert.True(unreliable!.Faults > 20, $"{unreliable.Faults} faults");
        Assert.Empty(await FaultsAsync(app));
        Assert.Equal(transactions.Length, app.Sqlite.Count("customers", "decision:"));
        await AssertSameAsync(clean, app, "customers");
        await AssertSameAsync(clean, app, "entities");

        static Arrival Late(Transaction transaction, int i) => new(transaction, transaction.Time.AddSeconds(1), new EventSource("transactions/0", i));
    }

    [Fact]
    public async Task Two_apps_on_one_store_merge_what_they_know_of_shared_merchants()
    {
        using TemporaryFolder folder = new();
        await using AppUnderTest one = AppUnderTest.Build();
        // Its own cache and desk, the same documents: another instance of the app.
        await using AppUnderTest other = AppUnderTest.Build(documents: _ => one.Documents);
        const int Batches = 30;
        await Task.WhenAll(new[] { one, other }.Select((app, partition) => Task.Run(async () =>
        {
            for (int batch = 0; batch < Batches; batch++)
            {
                Arrival[] arrivals = [.. Enumerable.Range(0, 10).Select(i => Arrival(
                    Given.Payment($"t{batch}-{i}", customer: $"c{partition}-{i}", at: Given.Morning.AddSeconds(batch), merchant: $"m{i % 3}"), batch * 10 + i, $"transactions/{partition}"))];
                await app.Get<DecisionDesk>().DecideAsync(arrivals);
            }
        })));
        long counted = 0;
        for (int merchant = 0; merchant < 3; merchant++)
            counted += (await MerchantAsync(one, $"m{merchant}")).Count;
        Assert.Equal(2 * Batches * 10, counted);
    }

    [Fact]
    public async Task Calls_and_stream_for_one_customer_at_once_lose_nothing()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        DecisionDesk desk = app.Get<DecisionDesk>();
        ConcurrentBag<string> made = [];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < 12; i++)
            {
                Transaction transaction = Given.Payment($"t{caller}-{i}", at: Given.Morning.AddSeconds(i));
                if (caller == 0)
                    await desk.DecideAsync([Arrival(transaction, i)]);
                else
                    made.Add(Event(await desk.DecideAsync(Arrival(transaction))));
            }
        })));
        Assert.Equal(96, (await CustomerAsync(app, "c1")).Decisions);
        Assert.Empty(await FaultsAsync(app));
        // What came by calls reaches the merchant with its events, here each of them four times, from two partitions.
        Assert.Equal(12, (await MerchantAsync(app, "m1")).Count);
        SettleDecisions settle = new(app.Documents, app.Get<EntityBook>(), app.Get<ActiveBasis>(), app.Get<EarlyLabels>());
        string[] events = [.. made];
        for (int time = 0; time < 2; time++)
        {
            foreach (int partition in new[] { 0, 1 })
                await settle.Run(events, [.. Enumerable.Range(0, events.Length).Select(i => (long)i)], new DateTime[events.Length], $$"""{"EventHubName":"decisions","PartitionId":"{{partition}}"}""", default);
        }
        Assert.Equal(96, (await MerchantAsync(app, "m1")).Count);
        Assert.Equal(0, app.Sqlite.Count("customers", "outbox:"));
    }

    private static string Event(Answer answer) => DecisionMade.Of(answer.Decision!, answer.Receipt!).ToJson();

    private static async Task AssertSameAsync(AppUnderTest expected, AppUnderTest actual, string container)
    {
        Dictionary<DocumentKey, string> wanted = await StatesAsync(expected, container);
        Dictionary<DocumentKey, string> there = await StatesAsync(actual, container);
        Assert.Equal(wanted.Keys.Order(new ByText()), there.Keys.Order(new ByText()));
        Assert.All(wanted, pair => Assert.Equal(pair.Value, there[pair.Key]));
    }

    private static async Task<Dictionary<DocumentKey, string>> StatesAsync(AppUnderTest app, string container)
    {
        Dictionary<DocumentKey, string> states = [];
        string? since = null;
        for (bool more = true; more;)
        {
            ChangePage page = await app.Documents.ChangesAsync(container, since, 500);
            foreach (Document document in page.Documents.Where(document => document.Key.Id == "state"))
                states[document.Key] = System.Text.Encoding.UTF8.GetString(document.Body.Span);
            (since, more) = (page.Since, page.More);
        }
        return states;
    }

    private sealed class ByText : IComparer<DocumentKey>
    {
        public int Compare(DocumentKey x, DocumentKey y) => string.CompareOrdinal(x.ToString(), y.ToString());
    }

    private sealed record Exploding(string Id) : Condition
    {
        public override bool Holds(in RuleInput input) => input.Transaction.Id == Id ? throw new InvalidOperationException("a bug") : false;
    }
}
