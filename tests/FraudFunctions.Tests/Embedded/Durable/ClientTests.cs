using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.Tests.Embedded.Durable;

/// <summary>What the client starts, asks, stops and removes.</summary>
public sealed class ClientTests : IAsyncLifetime
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(7);
    private DurableApp app = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
    private DurableTaskClient Client => app.Client;

    public async ValueTask InitializeAsync() => app = await DurableApp.StartAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task An_unknown_id_is_null() => Assert.Null(await Client.GetInstanceAsync("nobody", getInputsAndOutputs: true, Cancelled));

    [Fact]
    public async Task Without_inputs_and_outputs_they_cannot_be_read()
    {
        await app.RunAsync(_ => Task.FromResult<object?>(1), input: 2);
        OrchestrationMetadata there = (await Client.GetInstanceAsync("one", Cancelled))!;
        Assert.Null(there.SerializedInput ?? there.SerializedOutput ?? there.SerializedCustomStatus);
        Assert.Throws<InvalidOperationException>(() => there.ReadOutputAs<int>());
        Assert.True(there is { IsCompleted: true, IsRunning: false, Name: "Play", InstanceId: "one" });
    }

    [Fact]
    public async Task Input_output_tags_and_times_are_there_when_asked_for()
    {
        await Client.ScheduleNewOrchestrationInstanceAsync("Below", new { A = 1 }, new StartOrchestrationOptions("tagged") { Tags = new Dictionary<string, string> { ["case"] = "7" } }, Cancelled);
        OrchestrationMetadata there = (await Client.GetInstanceAsync("tagged", getInputsAndOutputs: true, Cancelled))!;
        Assert.Equal("""{"A":1}""", there.SerializedInput);
        Assert.Equal("7", there.Tags["case"]);
        Assert.Equal(app.Clock.GetUtcNow(), there.CreatedAt);
    }

    [Fact]
    public async Task Without_an_id_it_gets_one_of_its_own()
    {
        app.Score["Play"] = _ => Task.FromResult<object?>(null);
        string id = await Client.ScheduleNewOrchestrationInstanceAsync("Play", Cancelled);
        Assert.Equal(32, id.Length);
        Assert.Equal(id, (await app.EndAsync(id)).InstanceId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("@entity")]
    [InlineData("a/b")]
    [InlineData("a#b")]
    [InlineData("a\nb")]
    public async Task Ids_that_could_not_stand_in_an_address_are_refused(string id) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Client.ScheduleNewOrchestrationInstanceAsync("Play", new StartOrchestrationOptions(id), Cancelled));

    [Fact]
    public async Task An_id_that_is_running_is_refused_and_one_that_has_ended_is_used_again()
    {
        await app.BeginAsync(async context => await context.WaitForExternalEvent<int>("go"));
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => Client.ScheduleNewOrchestrationInstanceAsync("Play", new StartOrchestrationOptions("one"), Cancelled));
        await Client.RaiseEventAsync("one", "go", 1, Cancelled);
        await app.EndAsync();
        OrchestrationMetadata second = await app.RunAsync(_ => Task.FromResult<object?>("second"));
        Assert.Equal("second", second.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Statuses_to_be_kept_refuse_the_start()
    {
        await app.RunAsync(_ => Task.FromResult<object?>(null));
        StartOrchestrationOptions options = new StartOrchestrationOptions("one").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => Client.ScheduleNewOrchestrationInstanceAsync("Play", options, Cancelled));
        await Client.ScheduleNewOrchestrationInstanceAsync("Play", options with { DedupeStatuses = ["Failed"] }, Cancelled);
    }

    [Fact]
    public async Task A_start_may_be_put_off()
    {
        app.Score["Play"] = async context => await context.WaitForExternalEvent<string>("e");
        await Client.ScheduleNewOrchestrationInstanceAsync("Play", new StartOrchestrationOptions("one", app.Clock.GetUtcNow() + Pause), Cancelled);
        await Client.RaiseEventAsync("one", "e", "early", Cancelled);
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await Client.GetInstanceAsync("one", Cancelled))!.RuntimeStatus);
        await app.PassAsync(Pause);
        Assert.Equal("early", (await app.EndAsync()).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_orchestrator_that_is_not_there_fails_by_name()
    {
        await Client.ScheduleNewOrchestrationInstanceAsync("Nowhere", new StartOrchestrationOptions("one"), Cancelled);
        Assert.Equal("There is no orchestrator 'Nowhere'.", (await app.EndAsync()).SerializedOutput);
    }

    [Fact]
    public async Task Waiting_can_be_given_up()
    {
        await app.BeginAsync(async context => await context.WaitForExternalEvent<int>("never"));
        using var impatient = new CancellationTokenSource();
        Task<OrchestrationMetadata> end = Client.WaitForInstanceCompletionAsync("one", impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => end);
    }

    [Fact]
    public async Task The_custom_status_is_seen_while_it_runs_and_null_clears_it()
    {
        await app.BeginAsync(async context =>
        {
            context.SetCustomStatus(new { Stage = "waiting" });
            await context.WaitForExternalEvent<int>("go");
            context.SetCustomStatus(null);
            return null;
        });
        await app.UntilAsync("one", OrchestrationRuntimeStatus.Running);
        Assert.Equal("""{"Stage":"waiting"}""", (await Client.GetInstanceAsync("one", true, Cancelled))!.SerializedCustomStatus);
        await Client.RaiseEventAsync("one", "go", 1, Cancelled);
        Assert.Null((await app.EndAsync()).SerializedCustomStatus);
    }

    [Fact]
    public async Task Suspended_it_hears_but_does_nothing_until_it_is_resumed()
    {
        await app.BeginAsync(async context => await context.WaitForExternalEvent<string>("e"));
        await Client.SuspendInstanceAsync("one", "wait", Cancelled);
        await app.UntilAsync("one", OrchestrationRuntimeStatus.Suspended);
        await Client.RaiseEventAsync("one", "e", "heard", Cancelled);
        await Patience.UntilAsync(() => app.HistoryOf("one").Contains("EventRaised"));
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await Client.GetInstanceAsync("one", Cancelled))!.RuntimeStatus);
        await Client.ResumeInstanceAsync("one", "go on", Cancelled);
        Assert.Equal("heard", (await app.EndAsync()).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Suspended_before_its_start_it_starts_when_resumed()
    {
        app.Score["Play"] = _ => Task.FromResult<object?>("started");
        await Client.ScheduleNewOrchestrationInstanceAsync("Play", new StartOrchestrationOptions("one", app.Clock.GetUtcNow() + Pause), Cancelled);
        await Client.SuspendInstanceAsync("one", null, Cancelled);
        await app.UntilAsync("one", OrchestrationRuntimeStatus.Suspended);
        await app.PassAsync(Pause);
        await Patience.UntilAsync(() => app.HistoryOf("one").Contains("Started"));
        await Client.ResumeInstanceAsync("one", null, Cancelled);
        Assert.Equal("started", (await app.EndAsync()).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Terminated_it_ends_with_the_given_output()
    {
        await app.BeginAsync(async context => await context.WaitForExternalEvent<string>("never"));
        await Client.TerminateInstanceAsync("one", "enough", Cancelled);
        OrchestrationMetadata end = await app.EndAsync();
        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "enough"), (end.RuntimeStatus, end.ReadOutputAs<string>()));
    }

    [Theory]
    [InlineData(true, OrchestrationRuntimeStatus.Terminated)]
    [InlineData(false, OrchestrationRuntimeStatus.Running)]
    public async Task Those_below_end_with_it_only_if_asked_to(bool recursive, OrchestrationRuntimeStatus expected)
    {
        app.Score["Below"] = async context => await context.WaitForExternalEvent<int>("never");
        await app.BeginAsync(async context => await context.CallSubOrchestratorAsync<int>("Below", null, new SubOrchestrationOptions(instanceId: "sub")));
        await app.UntilThereAsync("sub");
        await Client.TerminateInstanceAsync("one", new TerminateInstanceOptions("enough", recursive), Cancelled);
        await app.EndAsync();
        await app.UntilAsync("sub", expected);
    }

    [Fact]
    public async Task Only_what_has_ended_is_purged()
    {
        await app.BeginAsync(async context => await context.WaitForExternalEvent<int>("go"));
        Assert.Equal(0, (await Client.PurgeInstanceAsync("one", Cancelled)).PurgedInstanceCount);
        Assert.Equal(0, (await Client.PurgeInstanceAsync("nobody", Cancelled)).PurgedInstanceCount);
        await Client.RaiseEventAsync("one", "go", 1, Cancelled);
        await app.EndAsync();
        Assert.Equal(1, (await Client.PurgeInstanceAsync("one", Cancelled)).PurgedInstanceCount);
        Assert.Null(await Client.GetInstanceAsync("one", Cancelled));
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task Those_below_are_purged_only_if_asked_to(bool recursive, int count)
    {
        app.Score["Below"] = _ => Task.FromResult<object?>(1);
        await app.RunAsync(async context => await context.CallSubOrchestratorAsync<int>("Below"));
        Assert.Equal(count, (await Client.PurgeInstanceAsync("one", new PurgeInstanceOptions(recursive), Cancelled)).PurgedInstanceCount);
    }

    [Fact]
    public async Task A_filter_purges_by_time_and_status()
    {
        await app.RunAsync(_ => Task.FromResult<object?>(1), id: "a");
        await app.RunAsync(_ => throw new InvalidOperationException(), id: "b");
        app.Clock.Advance(Pause);
        await app.RunAsync(_ => Task.FromResult<object?>(1), id: "c");
        DateTimeOffset now = app.Clock.GetUtcNow();
        Assert.Equal(1, (await Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(null, now - Pause, [OrchestrationRuntimeStatus.Completed]), Cancelled)).PurgedInstanceCount);
        Assert.Equal(2, (await Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(), Cancelled)).PurgedInstanceCount);
    }

    [Fact]
    public async Task A_query_goes_page_by_page_and_on_from_its_token()
    {
        for (int i = 0; i < 7; i++) await app.RunAsync(_ => Task.FromResult<object?>(1), id: $"a{i}");
        await app.RunAsync(_ => Task.FromResult<object?>(1), id: "b");
        AsyncPageable<OrchestrationMetadata> all = Client.GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: "a", PageSize: 3));
        List<Page<OrchestrationMetadata>> pages = [];
        await foreach (Page<OrchestrationMetadata> page in all.AsPages()) pages.Add(page);
        Assert.Equal([3, 3, 1], pages.Select(page => page.Values.Count));
        Assert.Null(pages[2].ContinuationToken);
        List<string> rest = [];
        await foreach (OrchestrationMetadata one in Client.GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: "a", ContinuationToken: pages[1].ContinuationToken))) rest.Add(one.InstanceId);
        Assert.Equal(["a6"], rest);
    }

    [Fact]
    public async Task A_query_asks_by_status_and_time()
    {
        await app.RunAsync(_ => throw new InvalidOperationException(), id: "failed");
        app.Clock.Advance(Pause);
        await app.RunAsync(_ => Task.FromResult<object?>(1), id: "done");
        Assert.Equal(["failed"], await IdsAsync(new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Failed])));
        Assert.Equal(["done"], await IdsAsync(new OrchestrationQuery(CreatedFrom: app.Clock.GetUtcNow())));
        Assert.Equal(["done", "failed"], (await Client.ListInstanceIdsAsync(cancellation: Cancelled)).Values.Order());
    }

    [Fact]
    public async Task Restarted_it_runs_on_the_same_input()
    {
        await app.RunAsync(context => Task.FromResult<object?>(context.GetInput<string>()), input: "again");
        await Client.RestartAsync("one", cancellation: Cancelled);
        Assert.Equal("again", (await app.EndAsync()).ReadOutputAs<string>());
        Assert.NotEqual("one", await Client.RestartAsync("one", restartWithNewInstanceId: true, Cancelled));
    }

    private async Task<IReadOnlyList<string>> IdsAsync(OrchestrationQuery query)
    {
        List<string> ids = [];
        await foreach (OrchestrationMetadata one in Client.GetAllInstancesAsync(query)) ids.Add(one.InstanceId);
        return ids;
    }
}
