using System.Text.Json;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Models;
using FraudFunctions.Tests.App.Models;
using FraudFunctions.Tests.Flows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace FraudFunctions.Tests.App.Decisions;

/// <summary>Whatever becomes of a model in the shadow, payments are decided.</summary>
public sealed class FaultyShadowTests
{
    private static async Task<IReadOnlyList<Answer>> DecideAsync(AppUnderTest app)
        => await app.Get<DecisionDesk>().DecideAsync([.. TrainedBank.Instance.NextTransactions.Take(100).Select((payment, i) => new Arrival(payment, payment.Time, new EventSource("transactions/0", i)))]);

    private static void AssertDecidedAlone(IReadOnlyList<Answer> answers) => Assert.All(answers, answer =>
    {
        Assert.Equal(Arrived.Decided, answer.Arrived);
        Assert.NotNull(answer.Decision!.Assessment.Probability);
        Assert.Null(answer.Decision.Assessment.Shadow);
    });

    [Fact]
    public async Task A_shadow_whose_file_is_gone_stops_no_decision()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        await TrainedBank.Instance.MoveIntoAsync(app);
        string other = await SomeModels.RegisterAsync(app);
        await app.Get<IFiles>().DeleteAsync($"models/{other}/{ModelFiles.TreesOnnx}");
        Assert.Null(await app.Get<RoleBook>().StartShadowAsync(other, null, new Act("mira", "start-shadow"), default));
        AssertDecidedAlone(await DecideAsync(app));
    }

    [Fact]
    public async Task A_shadow_that_says_no_number_decides_nothing_loses_its_role_and_is_not_promoted()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        await TrainedBank.Instance.MoveIntoAsync(app);
        // Where the trees say no and the autoencoder yes, infinity less infinity.
        string other = await SomeModels.RegisterAsync(app, card => card with { Blend = new Blend(0, 1e308, 1e308, 0) });
        RoleBook roles = app.Get<RoleBook>();
        Assert.Null(await roles.StartShadowAsync(other, null, new Act("mira", "start-shadow"), default));
        Assert.Equal(other, (await app.Get<ActiveBasis>().GetAsync()).Shadow!.Card.Id);
        AssertDecidedAlone(await DecideAsync(app));
        Assert.Null((await app.Get<ActiveBasis>().GetAsync()).Shadow);
        Assert.Null((await roles.GetAsync(default)).Shadow);
        AuditEntry stopped = (await roles.HistoryAsync(default))[0];
        Assert.Equal(("stop-shadow", RoleBook.Desk), (stopped.Operation, stopped.Actor));
        Assert.Contains("NaN", stopped.Reason!, StringComparison.Ordinal);
        Assert.False((await app.Get<ModelFindings>().GetShadowAsync(other, default))!.Passed);
    }

    [Fact]
    public async Task A_shadow_whose_file_comes_back_is_scored_again_within_a_minute()
    {
        FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
        await using AppUnderTest app = AppUnderTest.Build(configure: builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)));
        await TrainedBank.Instance.MoveIntoAsync(app);
        string other = await SomeModels.RegisterAsync(app);
        IFiles files = app.Get<IFiles>();
        byte[] trees = (await files.GetAsync($"models/{other}/{ModelFiles.TreesOnnx}"))!;
        await files.DeleteAsync($"models/{other}/{ModelFiles.TreesOnnx}");
        Assert.Null(await app.Get<RoleBook>().StartShadowAsync(other, null, new Act("mira", "start-shadow"), default));
        ActiveBasis active = app.Get<ActiveBasis>();
        Assert.Null((await active.GetAsync()).Shadow);
        await files.PutAsync($"models/{other}/{ModelFiles.TreesOnnx}", trees);
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(other, (await active.GetAsync()).Shadow!.Card.Id);
    }

    [Fact]
    public async Task That_a_shadow_failed_is_written_down_as_soon_as_the_store_can()
    {
        FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
        UnreliableDocuments? store = null;
        await using AppUnderTest app = AppUnderTest.Build(documents: inner => store = new UnreliableDocuments(inner, new Random(1), 0, only: ModelRegistry.Container), configure: builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)));
        await TrainedBank.Instance.MoveIntoAsync(app);
        string other = await SomeModels.RegisterAsync(app, card => card with { Blend = new Blend(0, 1e308, 1e308, 0) });
        RoleBook roles = app.Get<RoleBook>();
        Assert.Null(await roles.StartShadowAsync(other, null, new Act("mira", "start-shadow"), default));
        store!.Failing = 1;
        AssertDecidedAlone(await DecideAsync(app));
        Assert.Equal(other, (await roles.GetAsync(default)).Shadow);
        store.Failing = 0;
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Null((await app.Get<ActiveBasis>().GetAsync()).Shadow);
        Assert.Null((await roles.GetAsync(default)).Shadow);
        Assert.False((await app.Get<ModelFindings>().GetShadowAsync(other, default))!.Passed);
        // Whoever puts it into the shadow again after that wants it scored.
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Null(await roles.StartShadowAsync(other, null, new Act("mira", "start-shadow"), default));
        Assert.Equal(other, (await app.Get<ActiveBasis>().GetAsync()).Shadow!.Card.Id);
    }

    [Fact]
    public async Task A_shadow_that_fails_while_the_basis_is_looked_up_does_not_come_back()
    {
        FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
        UnreliableDocuments? store = null;
        await using AppUnderTest app = AppUnderTest.Build(documents: inner => store = new UnreliableDocuments(inner), configure: builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)));
        await TrainedBank.Instance.MoveIntoAsync(app);
        string other = await SomeModels.RegisterAsync(app);
        Assert.Null(await app.Get<RoleBook>().StartShadowAsync(other, null, new Act("mira", "start-shadow"), default));
        ActiveBasis active = app.Get<ActiveBasis>();
        Assert.NotNull((await active.GetAsync()).Shadow);
        clock.Advance(TimeSpan.FromSeconds(10));
        // Another policy, so that the look-up reads on after it has asked who is left out.
        Rulebook rulebook = app.Get<Rulebook>();
        JsonElement policy = (await rulebook.FindPolicyAsync(1, default))!.Value;
        Assert.Null(await rulebook.PromoteAsync(RulebookPart.Policy, policy, "of-the-test", default));
        Task? failed = null;
        store!.Meanwhile = key =>
        {
            if (key.Partition == "policy")
                failed ??= active.LeaveOutAsync(other, new InvalidDataException("NaN"));
            return Task.CompletedTask;
        };
        Assert.Null((await active.GetAsync()).Shadow);
        await failed!;
        Assert.Null((await active.GetAsync()).Shadow);
        Assert.Null((await app.Get<RoleBook>().GetAsync(default)).Shadow);
    }

    [Fact]
    public async Task A_customer_whom_the_sequence_has_not_met_is_no_fault_of_the_model()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        Decision decision = (await app.Get<DecisionDesk>().DecideAsync(new Arrival(Given.Payment(), Given.Morning, EventSource.Http))).Decision!;
        bool IsDegraded(params string[] codes) => DecisionMade.Of(decision with { Assessment = decision.Assessment with { Degraded = codes } }, "").Degraded;
        Assert.False(IsDegraded());
        Assert.False(IsDegraded(Degradation.NoMemory));
        Assert.True(IsDegraded(Degradation.NoMemory, Degradation.NoReferenceRate));
    }
}
