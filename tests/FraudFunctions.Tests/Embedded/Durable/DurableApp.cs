using FraudFunctions.Embedded.Durable.Store;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Tests.Embedded.Durable;

/// <summary>An app with orchestrations, on a clock that the test moves. Without memory, every turn begins with a replay.</summary>
internal sealed class DurableApp : IAsyncDisposable
{
    private TestApp app = null!;
    private readonly TempFolder folder;
    private readonly bool ownsFolder;

    private DurableApp(TempFolder? folder)
    {
        this.folder = folder ?? new TempFolder();
        ownsFolder = folder is null;
    }

    public Score Score { get; private init; } = new();
    public ManualClock Clock { get; private init; } = new();
    public DurableTaskClient Client => app.Services.GetRequiredService<DurableTaskClient>();
    public IServiceProvider Services => app.Services;
    public HttpClient Http => app.Client;
    public Task StopAsync() => app.StopAsync();
    public IEnumerable<string> Logged => app.Logs.Entries.Select(entry => entry.Message);

    public static async Task<DurableApp> StartAsync(TempFolder? folder = null, Score? score = null, ManualClock? clock = null, int inMemory = 0, Type? more = null, Action<FunctionsApplicationBuilder>? arrange = null)
    {
        var durable = new DurableApp(folder) { Score = score ?? new Score(), Clock = clock ?? new ManualClock() };
        durable.app = await TestApp.StartAsync(durable.folder, more is null ? [typeof(Players)] : [typeof(Players), more], builder =>
        {
            builder.Configuration["Embedded:Http"] = "false";
            builder.Configuration["Embedded:OrchestrationsInMemory"] = $"{inMemory}";
            builder.Services.AddSingleton<TimeProvider>(durable.Clock);
            builder.Services.AddSingleton(durable.Score);
            arrange?.Invoke(builder);
        });
        return durable;
    }

    /// <summary>Starts the part and waits for its end.</summary>
    public async Task<OrchestrationMetadata> RunAsync(Func<TaskOrchestrationContext, Task<object?>> play, object? input = null, string id = "one")
    {
        await BeginAsync(play, input, id);
        return await EndAsync(id);
    }

    public Task<string> BeginAsync(Func<TaskOrchestrationContext, Task<object?>> play, object? input = null, string id = "one")
    {
        Score["Play"] = play;
        return Client.ScheduleNewOrchestrationInstanceAsync("Play", input, new StartOrchestrationOptions(id), TestContext.Current.CancellationToken);
    }

    public Task<OrchestrationMetadata> EndAsync(string id = "one") => Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, TestContext.Current.CancellationToken).Soon();

    /// <summary>Waits until somebody waits for that long, then lets it pass.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        await Clock.WaitedForAsync(time);
        Clock.Advance(time);
    }

    /// <summary>The lines of its history, by kind.</summary>
    internal IReadOnlyList<string> HistoryOf(string id) =>
        [.. Services.GetRequiredService<DurableStore>().Read(reader => reader.InstanceWithHistory(id)).Turns.SelectMany(turn => turn.In.Concat(turn.Out)).Select(line => line.What.ToString())];

    public Task UntilStatusAsync(string id, string status) => UntilAsync(id, row => row.CustomStatus == $"\"{status}\"");

    public Task UntilStatusOfInputAsync(string id, string input) => UntilAsync(id, row => row.Input == input);

    public Task UntilThereAsync(string id) => UntilAsync(id, row => row.Status == OrchestrationRuntimeStatus.Running);

    public Task UntilAsync(string id, OrchestrationRuntimeStatus status) => UntilAsync(id, row => row.Status == status);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        if (ownsFolder) folder.Dispose();
    }

    private Task UntilAsync(string id, Func<InstanceRow, bool> reached) =>
        Patience.UntilAsync(() => Services.GetRequiredService<DurableStore>().Read(reader => reader.Instance(id)) is { } row && reached(row));
}
