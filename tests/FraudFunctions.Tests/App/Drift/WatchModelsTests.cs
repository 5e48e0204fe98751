using System.Text.Json.Nodes;
using FraudFunctions.App.Drift;
using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Models;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Governance;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Tests.App.Models;
using FraudFunctions.Tests.Flows;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Tests.App.Drift;

/// <summary>What decisions look like is counted once each, and a promotion that changes it is taken back once.</summary>
public sealed class WatchModelsTests(ITestOutputHelper output)
{
    private const int Half = 1_000;

    private static Task SendAsync(AppUnderTest app, IEnumerable<Transaction> transactions)
        => app.Events.AppendAsync(Topics.Transactions, [.. transactions.Select(transaction => new NewEvent(Given.Bytes(transaction), transaction.CustomerId))]);

    private static Task WatchAsync(AppUnderTest app) => ActivatorUtilities.CreateInstance<WatchModels>(app.Get<IServiceProvider>()).Run(new TimerInfo(), default);

    private static Task<TrafficMetrics> SumAsync(AppUnderTest app, string model)
        => app.Get<MetricsBook>().SumAsync(model, TimeProvider.System.GetUtcNow().AddHours(-2), TimeProvider.System.GetUtcNow().AddHours(2), default);

    [Fact]
    public async Task A_promotion_that_changes_the_scores_is_rolled_back_once_and_a_later_one_is_not_taken_for_it()
    {
        await using AppUnderTest app = AppUnderTest.Build(settings: ["--Decisions:RefreshSeconds=1", "--Drift:SampleOneIn=1", "--Drift:LeastDecisions=300"]);
        TrainedBank bank = TrainedBank.Instance;
        await bank.MoveIntoAsync(app);
        FeatureTable past = bank.Past.ToTable();
        await app.Get<ModelFindings>().KeepAsync(SomeModels.First, ModelReference.Of(past.Rows, bank.Model.Probabilities(past.Rows)), default);
        await app.StartAsync();
        using HttpCaller http = new(app);
        await SendAsync(app, bank.NextTransactions.Take(Half));
        await app.Runtime.DrainAsync(default);
        TrafficMetrics first = await SumAsync(app, SomeModels.First);
        Assert.Equal((Half, Half, Half), (first.Decisions, first.Scores.Sum(), first.Sampled));
        await WatchAsync(app);
        Assert.Equal(SomeModels.First, (await app.Get<ModelRegistry>().GetRolesAsync(default)).Champion);
        JsonObject quiet = (await http.ReadAsync("mira", "/v1/models/drift"))["report"]!.AsObject();
        Assert.Contains("input", quiet["figures"]!.AsArray().Select(figure => (string)figure!["kind"]!));

        // The same trees, and every probability a thousand times too high.
        string loud = await SomeModels.RegisterAsync(app, card => card with { Calibration = new PlattScaling(1, 7) });
        RoleBook roles = app.Get<RoleBook>();
        Assert.Null(await roles.PromoteAsync(loud, SomeModels.First, "p1", new Act("test", "promote"), default));
        await Task.Delay(1_200);
        await SendAsync(app, bank.NextTransactions.Skip(Half).Take(Half));
        await app.Runtime.DrainAsync(default);
        // Who looks the champion up lets the others go on with the one there was.
        long changed = (await SumAsync(app, loud)).Decisions;
        Assert.Equal(2 * Half, changed + (await SumAsync(app, SomeModels.First)).Decisions);
        Assert.True(changed > Half / 2);
        await Task.WhenAll(WatchAsync(app), WatchAsync(app));
        await WatchAsync(app);
        ModelRoles back = await roles.GetAsync(default);
        Assert.Equal((SomeModels.First, true, 3L), (back.Champion, back.RolledBack, back.Term));
        AuditEntry taken = Assert.Single(await roles.HistoryAsync(default), entry => entry.Operation == "roll-back");
        output.WriteLine(taken.Reason!);
        Assert.Equal(RoleBook.Guard, taken.Actor);
        Assert.Contains("population stability index", taken.Reason!, StringComparison.Ordinal);
        JsonArray findings = (await http.ReadAsync("sofia", "/v1/models/drift"))["findings"]!["items"]!.AsArray();
        Assert.Contains(findings, finding => (string)finding!["champion"]! == loud && (bool)finding["rolledBack"]!);
    }

    [Fact]
    public async Task Events_that_come_again_are_counted_once()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        RollUpMetrics rollUp = ActivatorUtilities.CreateInstance<RollUpMetrics>(app.Get<IServiceProvider>());
        string[] events = [.. Enumerable.Range(0, 30).Select(i => (Alerts.Made.Decision($"t{i}", i % 10 == 0 ? Outcome.Review : Outcome.Approve) with { Model = "m", Shadow = i < 20 ? "s" : null, Channel = Channel.Online }).ToJson())];
        DateTime hour = TimeProvider.System.GetUtcNow().UtcDateTime;
        foreach ((int from, int until) in new[] { (0, 12), (0, 12), (6, 30), (0, 30) })
        {
            await rollUp.Run(events[from..until], [.. Enumerable.Range(from, until - from).Select(i => (long)i)], [.. Enumerable.Repeat(hour, until - from)],
                """{"EventHubName":"decisions","PartitionId":"3"}""", default);
        }
        TrafficMetrics sum = await SumAsync(app, "m");
        Assert.Equal((30, 3, 30), (sum.Decisions, sum.Alerts, sum.Segments["channel online"].Decisions));
        Assert.Equal(20, await app.Get<MetricsBook>().CountShadowedAsync("m", "s", TimeProvider.System.GetUtcNow().AddHours(-1), default));
    }

    [Fact]
    public async Task The_first_reference_of_a_model_stands()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        ModelFindings findings = app.Get<ModelFindings>();
        foreach (int bins in new[] { 3, 5 })
            await findings.KeepAsync("m", new ModelReference([], new long[bins]), default);
        Assert.Equal(3, (await findings.GetReferenceAsync("m", default))!.Scores.Count);
    }

    [Fact]
    public async Task A_fraud_counts_once_however_many_say_so()
    {
        await using AppUnderTest app = await AppUnderTest.Build().StartAsync();
        Transaction payment = Given.Payment();
        await SendAsync(app, [payment]);
        await app.Runtime.DrainAsync(default);
        foreach (int days in new[] { 1, 4, 4 })
            await app.Events.AppendAsync(Topics.Labels, [new NewEvent(LabelReader.ToJson(Given.Fraud(payment, TimeSpan.FromDays(days))), payment.CustomerId)]);
        await app.Runtime.DrainAsync(default);
        TrafficMetrics sum = await SumAsync(app, "none");
        Assert.Equal((1, 1), (sum.Decisions, sum.Delays.Sum()));
    }
}
