using System.Diagnostics;
using FraudFunctions.Embedded.Durable.Store;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Tests.Embedded.Durable;

/// <summary>kill -9 at any moment: every orchestration goes on to the same end, and no step is left out.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const string FolderVariable = "FRAUDFUNCTIONS_KILLED_FOLDER", MostVariable = "FRAUDFUNCTIONS_KILLED_MOST";
    private const int Instances = 60;

    // How far a process may come beyond the step that it is killed for: far enough for the kill to fall anywhere, never to its end.
    private const int Leeway = 100;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orchestrations_that_are_killed_again_and_again_come_to_the_same_end()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["effects"]);
        // By how far it has come, not by time: a fast machine is killed as often as a slow one.
        int[] kills = [1, 120, 250, 400, 560, 730];
        foreach (int steps in kills) Assert.False(await RunAsync(folder, steps), "A process came to its end before it was killed.");
        Assert.True(await RunAsync(folder, int.MaxValue - Leeway), "The last run did not come to its end.");

        await using TestApp app = await TestApp.StartAsync(folder, typeof(Killed), builder => builder.Services.AddSingleton(new EffectFolder(folder["effects"], int.MaxValue)));
        DurableTaskClient client = app.Services.GetRequiredService<DurableTaskClient>();
        List<string> wanted = [];
        for (int i = 0; i < Instances; i++)
        {
            OrchestrationMetadata end = (await client.GetInstanceAsync($"k{i}", getInputsAndOutputs: true, Cancelled))!;
            Assert.Equal((OrchestrationRuntimeStatus.Completed, Killed.Total), (end.RuntimeStatus, end.ReadOutputAs<int>()));
            wanted.AddRange(Killed.Effects.Select(effect => $"k{i}-{effect}"));
        }

        Assert.Equal(wanted.Order(StringComparer.Ordinal), Directory.GetFiles(folder["effects"]).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
        int runs = Directory.GetFiles(folder["effects"]).Sum(path => (int)new FileInfo(path).Length);
        output.WriteLine($"{kills.Length} kills; {wanted.Count} steps were run {runs} times.");
        DurableStore store = app.Services.GetRequiredService<DurableStore>();
        Assert.Empty(store.Read(reader => reader.Activities(0, -1, 10)));
        Assert.Empty(store.Read(reader => reader.Inbox(0, 10)));
        Assert.Null(store.Read(reader => reader.NextDue(DateTime.MinValue)));
    }

    /// <summary>The process that is killed. Does nothing where nobody means to.</summary>
    [Fact(Explicit = true)]
    public async Task The_process_that_is_killed()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { } path) return;
        using var scratch = new TempFolder();
        await using TestApp app = await TestApp.StartAsync(scratch, typeof(Killed), builder =>
        {
            builder.Configuration["Embedded:DataFolder"] = path;
            builder.Services.AddSingleton(new EffectFolder(Path.Combine(path, "effects"), int.Parse(Environment.GetEnvironmentVariable(MostVariable)!)));
        });
        DurableTaskClient client = app.Services.GetRequiredService<DurableTaskClient>();
        var once = new StartOrchestrationOptions().WithDedupeStatuses(OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed);
        await Task.WhenAll(Enumerable.Range(0, Instances).Select(async i =>
        {
            try
            {
                await client.ScheduleNewOrchestrationInstanceAsync(nameof(Killed.Whole), 0, once with { InstanceId = $"k{i}" }, Cancelled);
            }
            catch (global::DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException)
            {
                // From the run before.
            }

            await client.WaitForInstanceCompletionAsync($"k{i}", Cancelled);
        }));
    }

    /// <summary>Kills the process as soon as so many steps have left their mark; true when it came to its end before.</summary>
    private static async Task<bool> RunAsync(TempFolder folder, int steps)
    {
        using Process process = ExplicitTest.Start(typeof(KillTests), nameof(The_process_that_is_killed), (FolderVariable, folder.Path), (MostVariable, $"{steps + Leeway}"));
        Task<string> said = process.StandardOutput.ReadToEndAsync(Cancelled);
        var watch = Stopwatch.StartNew();
        while (!process.HasExited && Directory.EnumerateFiles(folder["effects"]).Count() < steps && watch.Elapsed < Patience.Limit)
            await Task.Delay(5, CancellationToken.None);

        if (process.HasExited)
        {
            Assert.True(process.ExitCode == 0, await said);
            return true;
        }

        process.Kill();
        await process.WaitForExitAsync(Cancelled);
        Assert.True(watch.Elapsed < Patience.Limit, "The process neither ended nor came far enough.");
        return false;
    }
}

/// <summary>Where effects go: a file per instance and step, a byte longer with each run. Once so many are there, no other comes: its step waits to be killed.</summary>
public sealed record EffectFolder(string Path, int Most);

/// <summary>A bit of everything: steps in turn and side by side, timers, a sub-orchestration, events to itself, new beginnings.</summary>
public sealed class Killed(EffectFolder folder)
{
    private const int Rounds = 3;

    public static int Total => Rounds * 15;
    public static IEnumerable<string> Effects =>
        Enumerable.Range(0, Rounds).SelectMany(round => new[] { 1, 2, 3, 4, 5 }.Select(value => $"{round}-{value}"));

    [Function(nameof(Whole))]
    public static async Task<int> Whole([OrchestrationTrigger] TaskOrchestrationContext context, int input)
    {
        int round = input / 1_000, sum = input % 1_000;
        context.SendEvent(context.InstanceId, "echo", round);
        sum += await context.CallActivityAsync<int>(nameof(Leave), $"{context.InstanceId}-{round}-1");
        sum += (await Task.WhenAll(new[] { 2, 3 }.Select(value => context.CallActivityAsync<int>(nameof(Leave), $"{context.InstanceId}-{round}-{value}")))).Sum();
        await context.CreateTimer(TimeSpan.FromMilliseconds(150), CancellationToken.None);
        sum += await context.CallSubOrchestratorAsync<int>(nameof(Part), $"{context.InstanceId}-{round}");
        if (await context.WaitForExternalEvent<int>("echo") != round) throw new InvalidOperationException("An event came twice or not at all.");
        if (round == Rounds - 1) return sum;
        context.ContinueAsNew(((round + 1) * 1_000) + sum);
        return -1;
    }

    [Function(nameof(Part))]
    public static async Task<int> Part([OrchestrationTrigger] TaskOrchestrationContext context, string input) =>
        await context.CallActivityAsync<int>(nameof(Leave), $"{input}-4") + await context.CallActivityAsync<int>(nameof(Leave), $"{input}-5");

    [Function(nameof(Leave))]
    public async Task<int> Leave([ActivityTrigger] string effect)
    {
        if (Directory.EnumerateFiles(folder.Path).Count() >= folder.Most) await Task.Delay(Timeout.Infinite);
        await using (var file = new FileStream(Path.Combine(folder.Path, effect), FileMode.Append)) file.WriteByte((byte)'x');
        await Task.Delay(20);
        return int.Parse(effect.Split('-')[^1]);
    }
}
