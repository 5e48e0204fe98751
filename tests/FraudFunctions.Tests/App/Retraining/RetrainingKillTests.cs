using System.Diagnostics;
using System.Text.Json;
using FraudFunctions.App.Approvals;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Retraining;
using FraudFunctions.App.Stores;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Tests.Embedded;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.Tests.App.Retraining;

/// <summary>kill -9 in every part of a retraining: it goes on where it was, and whatever it does it has done once.</summary>
public sealed class RetrainingKillTests(ITestOutputHelper output)
{
    private const string FolderVariable = "FRAUDFUNCTIONS_RETRAINED_FOLDER";

    [Fact]
    public async Task A_retraining_that_is_killed_again_and_again_proposes_what_one_in_peace_does()
    {
        LabelledBank bank = await LabelledBank.Instance;
        using TemporaryFolder killed = Prepared(bank), peaceful = Prepared(bank);
        int kills = 0;
        while (await RunUntilMarkAsync(killed, kills + 1))
            kills++;
        output.WriteLine($"killed {kills} times: {string.Join(", ", Marks(killed).Select(Path.GetFileName).Order())}");
        Assert.Equal(6, kills);
        foreach (string mark in Marks(killed))
            File.Copy(mark, Path.Combine(peaceful.Of("marks"), Path.GetFileName(mark)));
        Assert.False(await RunUntilMarkAsync(peaceful, kills + 1));

        (Retrained Ended, string[] Models, string[] History) one = await WhatIsLeftAsync(killed), other = await WhatIsLeftAsync(peaceful);
        Assert.Equal("proposed", one.Ended.Ended);
        Assert.Equal((other.Ended.Chosen, other.Ended.Snapshot.Hash), (one.Ended.Chosen, one.Ended.Snapshot.Hash));
        Assert.Equal(other.Models, one.Models);
        Assert.Equal(other.History, one.History);
        Assert.Equal(3, one.Models.Length);
    }

    /// <summary>The process that is killed. Does nothing where nobody means to.</summary>
    [Fact(Explicit = true)]
    public async Task The_process_that_is_killed()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { } path)
            return;
        Recipe good = Recipes.Boosted("good", LabelledBank.Options, LabelledBank.Good, .3), small = Recipes.Boosted("small", LabelledBank.Options, LabelledBank.Good with { Trees = 3 }, .3);
        Recipes recipes = new([Held(path, good), Held(path, small)]);
        await using AppUnderTest app = await LabelledBank.App(Path.Combine(path, "data"), recipes).StartAsync();
        DurableTaskClient client = app.Get<DurableTaskClient>();
        RetrainingRuns runs = app.Get<RetrainingRuns>();
        RetrainingRun run = await runs.NewestAsync(default) ?? (await runs.StartAsync(client, "mira", default)).Run;
        for (; ; await Task.Delay(20))
        {
            OrchestrationMetadata? instance = await client.GetInstanceAsync(run.InstanceId, getInputsAndOutputs: true);
            if (instance is null)
                await runs.StartAsync(client, "mira", default);
            if (instance is { IsCompleted: true })
                return;
            string step = instance?.ReadCustomStatusAs<string>() ?? "";
            if (!step.Contains("in the shadow", StringComparison.Ordinal))
                continue;
            Hold(path, "5 in the shadow");
            while ((await app.Get<ActiveBasis>().GetAsync()).Shadow is null)
                await Task.Delay(20);
            // Sent again by each process that comes here: the same payments are decided once.
            await app.Events.AppendAsync(Topics.Transactions, [.. File.ReadLines(Path.Combine(path, "next.jsonl")).Select(line => new NewEvent(System.Text.Encoding.UTF8.GetBytes(line), JsonSerializer.Deserialize<JsonElement>(line).GetProperty("customerId").GetString()!))]);
            while ((await client.GetInstanceAsync(run.InstanceId))?.IsCompleted != true)
                await Task.Delay(20);
            Hold(path, "6 at the end");
        }
    }

    /// <summary>A recipe in which the process is killed twice: before it trains, and when it has trained and nobody knows.</summary>
    private static Recipe Held(string path, Recipe recipe) => new(recipe.Name, (table, at) =>
    {
        int first = recipe.Name == "good" ? 1 : 3;
        Hold(path, $"{first} before {recipe.Name}");
        var model = recipe.Train(table, at);
        Hold(path, $"{first + 1} after {recipe.Name}");
        return model;
    });

    /// <summary>Leaves a mark and waits to be killed, the first time.</summary>
    private static void Hold(string path, string mark)
    {
        string file = Path.Combine(path, "marks", mark);
        if (File.Exists(file))
            return;
        File.WriteAllText(file, "");
        Thread.Sleep(Timeout.Infinite);
    }

    private static TemporaryFolder Prepared(LabelledBank bank)
    {
        TemporaryFolder folder = new();
        bank.CopyTo(folder.Of("data"));
        Directory.CreateDirectory(folder.Of("marks"));
        File.WriteAllLines(folder.Of("next.jsonl"), bank.Next.Select(Given.Json));
        return folder;
    }

    private static string[] Marks(TemporaryFolder folder) => Directory.GetFiles(folder.Of("marks"));

    /// <summary>Runs the process until it has left so many marks, and kills it; false when it came to its end before.</summary>
    private static async Task<bool> RunUntilMarkAsync(TemporaryFolder folder, int marks)
    {
        using Process process = ExplicitTest.Start(typeof(RetrainingKillTests), nameof(The_process_that_is_killed), (FolderVariable, folder.Path));
        Task<string> said = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Stopwatch watch = Stopwatch.StartNew();
        while (!process.HasExited && Marks(folder).Length < marks && watch.Elapsed < Patience.Limit)
            await Task.Delay(10, CancellationToken.None);
        if (process.HasExited)
        {
            Assert.True(process.ExitCode == 0, await said);
            return false;
        }
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(Marks(folder).Length >= marks, "The process neither ended nor came far enough.");
        return true;
    }

    private static async Task<(Retrained Ended, string[] Models, string[] History)> WhatIsLeftAsync(TemporaryFolder folder)
    {
        await using AppUnderTest app = await LabelledBank.App(folder.Of("data"), new Recipes([])).StartAsync();
        RetrainingRun run = (await app.Get<RetrainingRuns>().NewestAsync(default))!;
        Assert.Equal(1, run.Number);
        OrchestrationMetadata instance = (await app.Get<DurableTaskClient>().GetInstanceAsync(run.InstanceId, getInputsAndOutputs: true))!;
        Assert.True(instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed, instance.FailureDetails?.ErrorMessage);
        Retrained ended = instance.ReadOutputAs<Retrained>()!;
        string[] models = [.. await app.Documents.ReadIndexAsync(ModelRegistry.Container, RangeQuery.Prefix(ModelRegistry.CardIndex)).Select(card => card.Key.Partition).ToListAsync()];
        string[] history = [.. (await app.Get<RoleBook>().HistoryAsync(default)).Select(entry => $"{entry.Operation} {entry.New}")];
        Proposal proposal = Assert.Single(await app.Documents.ReadIndexAsync(ApprovalDesk.Container, RangeQuery.Prefix("")).Select(document => Proposal.FromJson(document.Body)).ToListAsync());
        Assert.Equal((ended.Proposal, ended.Chosen, ProposalState.Pending), (proposal.Id, proposal.Subject, proposal.State));
        return (ended, models, history);
    }
}
