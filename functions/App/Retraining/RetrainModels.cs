using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace FraudFunctions.App.Retraining;

/// <summary>
/// A retraining from the first decision it reads to the proposal: snapshot, challengers, gates, the shadow, and what is proposed at the end. Whatever
/// stands in its way ends it with a reason; only a fault fails it.
/// </summary>
public static class RetrainModels
{
    // A store may be away for hours; what computes fails for a reason that the third attempt will not find gone.
    private static readonly TaskOptions patient = new(new TaskRetryOptions(new RetryPolicy(int.MaxValue, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(10))));
    private static readonly TaskOptions brief = new(new TaskRetryOptions(new RetryPolicy(3, TimeSpan.FromSeconds(1), 2)));

    [Function(nameof(RetrainModels))]
    public static async Task<Retrained> Run([OrchestrationTrigger] TaskOrchestrationContext context, RetrainingRun run)
    {
        context.SetCustomStatus("taking a snapshot of decisions and labels");
        SnapshotTaken snapshot = await context.CallActivityAsync<SnapshotTaken>(nameof(SnapshotTraining), run, brief);
        if (snapshot.Problem is { } problem)
            return new Retrained(problem, snapshot, []);
        List<Gated> gated = [];
        for (int recipe = 0; recipe < snapshot.Recipes.Count; recipe++)
        {
            context.SetCustomStatus($"training {snapshot.Recipes[recipe]} on {snapshot.Rows:N0} rows");
            Trained trained = await context.CallActivityAsync<Trained>(nameof(TrainChallenger), new TrainingOrder(run, snapshot, recipe), brief);
            if (trained.Model is not { } model)
                return new Retrained($"{snapshot.Recipes[recipe]}: {trained.Problem}", snapshot, []);
            gated.Add(new Gated(model, snapshot.Recipes[recipe], false, 0, []));
        }
        context.SetCustomStatus("holding champion and challengers against each other");
        if (snapshot.Champion is { } champion)
            await context.CallActivityAsync(nameof(EvaluateModel), new EvaluationOrder(run, snapshot, champion), brief);
        for (int i = 0; i < gated.Count; i++)
        {
            EvaluationOrder order = new(run, snapshot, gated[i].Model);
            await context.CallActivityAsync(nameof(EvaluateModel), order, brief);
            gated[i] = await context.CallActivityAsync<Gated>(nameof(GateChallenger), order, brief) with { Recipe = gated[i].Recipe };
        }
        Gated? best = gated.Where(one => one.Passed).MaxBy(one => one.AveragePrecision);
        if (best is null)
            return new Retrained("no challenger has passed the gates", snapshot, gated);
        return snapshot.Champion is null
            ? await ProposeAsync(context, run, snapshot, gated, best, "there is no champion to be tried beside")
            : await TryAsync(context, run, snapshot, gated, best);
    }

    private static async Task<Retrained> TryAsync(TaskOrchestrationContext context, RetrainingRun run, SnapshotTaken snapshot, List<Gated> gated, Gated best)
    {
        ShadowOrder order = new(run, snapshot, best.Model);
        if (await context.CallActivityAsync<string?>(nameof(TryChallenger), order, patient) is { } impossible)
            return new Retrained(impossible, snapshot, gated, best.Model);
        for (; ; )
        {
            ShadowLook look = await context.CallActivityAsync<ShadowLook>(nameof(WatchShadow), order, patient);
            if (look.Ended is { } ended)
                return new Retrained(ended, snapshot, gated, best.Model);
            if (look.IsEnough)
            {
                order = order with { Since = look.Since };
                break;
            }
            context.SetCustomStatus($"{best.Model} is in the shadow: {look.Waiting}");
            await context.CreateTimer(look.LookAgain, CancellationToken.None);
        }
        context.SetCustomStatus($"looking at what {best.Model} did in the shadow");
        Shadowed shadowed = await context.CallActivityAsync<Shadowed>(nameof(EvaluateShadow), order, brief);
        return shadowed.Passed
            ? await ProposeAsync(context, run, snapshot, gated, best, shadowed.Sentence)
            : new Retrained($"the challenger did not stand the shadow: {shadowed.Sentence}", snapshot, gated, best.Model);
    }

    private static async Task<Retrained> ProposeAsync(TaskOrchestrationContext context, RetrainingRun run, SnapshotTaken snapshot, List<Gated> gated, Gated best, string shadow)
    {
        context.SetCustomStatus($"proposing {best.Model}");
        Proposed proposed = await context.CallActivityAsync<Proposed>(nameof(ProposeChallenger), new ProposalOrder(run, snapshot, best, shadow), patient);
        return new Retrained(proposed.Ended, snapshot, gated, best.Model, proposed.Proposal);
    }
}

/// <summary>How a retraining ended, in words, with what it learned from, what the gates said, and what was proposed.</summary>
public sealed record Retrained(string Ended, SnapshotTaken Snapshot, IReadOnlyList<Gated> Challengers, string? Chosen = null, string? Proposal = null);

/// <summary>
/// What there is to learn from: counts, cut-off and hash, the rows are in a file. <see cref="TestFrom"/>: nothing that became known later trains;
/// <see cref="TestUntil"/>: what is younger is not settled.
/// </summary>
public sealed record SnapshotTaken
{
    public required string File { get; init; }
    public required string Hash { get; init; }
    public required int Rows { get; init; }
    public required int Frauds { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset TestFrom { get; init; }
    public required DateTimeOffset TestUntil { get; init; }
    public required string? Champion { get; init; }
    public required IReadOnlyList<string> Recipes { get; init; }

    /// <summary>Why nothing can be learned from it, or null.</summary>
    public required string? Problem { get; init; }
}

/// <summary>Which recipe to train, and on what.</summary>
public sealed record TrainingOrder(RetrainingRun Run, SnapshotTaken Snapshot, int Recipe);

/// <summary>The model that came of a recipe, or why none did.</summary>
public sealed record Trained(string? Model, string? Problem);

/// <summary>Which model to measure on the test of a snapshot.</summary>
public sealed record EvaluationOrder(RetrainingRun Run, SnapshotTaken Snapshot, string Model);

/// <summary>What the gates said of a challenger.</summary>
public sealed record Gated(string Model, string Recipe, bool Passed, double AveragePrecision, IReadOnlyList<string> Failed);

/// <summary>Which challenger is tried beside the champion, and once it has been for long enough, since when.</summary>
public sealed record ShadowOrder(RetrainingRun Run, SnapshotTaken Snapshot, string Model, DateTimeOffset? Since = null);

/// <summary>How a challenger stands in the shadow: tried enough, over before its time, or waiting for what until when.</summary>
public sealed record ShadowLook(bool IsEnough, string? Ended, string Waiting, DateTime LookAgain, DateTimeOffset? Since = null);

/// <summary>What came of the shadow.</summary>
public sealed record Shadowed(bool Passed, string Sentence);

/// <summary>What to propose, and on which grounds.</summary>
public sealed record ProposalOrder(RetrainingRun Run, SnapshotTaken Snapshot, Gated Challenger, string Shadow);

/// <summary>What became of a challenger: promoted, or proposed to two people.</summary>
public sealed record Proposed(string Ended, string? Proposal);
