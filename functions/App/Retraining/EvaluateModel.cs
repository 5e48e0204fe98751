using FraudFunctions.App.Decisions;
using FraudFunctions.App.Models;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.State;
using FraudFunctions.Learning.Governance;
using FraudFunctions.Learning.Training;
using FraudFunctions.Learning.Trees;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Retraining;

/// <summary>Measures a model on the test rows of a snapshot: what it says of each, why it says so of those that the champion puts first, and how long it takes.</summary>
public sealed class EvaluateModel(RetrainingFiles files, ModelRegistry registry, ActiveBasis active, TimeProvider clock, Microsoft.Extensions.Options.IOptions<RetrainingOptions> options)
{
    private const int Explained = 200;
    private const int TimedRows = 2_000;
    private const int TimedRounds = 5;

    [Function(nameof(EvaluateModel))]
    public async Task Run([ActivityTrigger] EvaluationOrder order, CancellationToken cancellation)
    {
        SnapshotTest snapshot = (await files.GetAsync(order.Snapshot.File, cancellation)).Test(ActiveBasis.Schema, order.Snapshot.TestFrom, order.Snapshot.TestUntil, TimeSpan.FromDays(options.Value.MaturityDays));
        DecisionBasis basis = await active.GetAsync(cancellation) with { Model = await registry.LoadAsync(order.Model, cancellation) };
        Dataset rows = snapshot.Test.Rows;
        ScoredRow[] scored = ScoreTable.Of(basis.Model!, snapshot.Table, snapshot.Numbers);
        double[] probabilities = Array.ConvertAll(scored, row => basis.Model!.Probability(row.Scores));
        // The champion comes first and chooses; all explain the same rows.
        Evaluation? champion = order.Model == order.Snapshot.Champion ? null : await files.FindAsync(order.Run, order.Snapshot.Champion, cancellation);
        IReadOnlyList<int> explained = champion?.Explained ?? [.. Enumerable.Range(0, probabilities.Length).OrderByDescending(row => probabilities[row]).ThenBy(row => row).Take(Explained)];
        Measured measured = new()
        {
            Model = order.Model,
            Probabilities = probabilities,
            Reasons = [.. explained.Select(row => (IReadOnlyList<string>)[.. CompileReasons.Principal(basis, rows.Features.Row(row), scored[row]).Select(reason => reason.Code)])],
            MicrosecondsPerRow = Time(basis.Model!, rows),
        };
        await files.KeepAsync(order.Run, new Evaluation(measured, explained), cancellation);
    }

    /// <summary>The quickest of a few rounds: others use the machine too.</summary>
    private double Time(ScoringModel model, Dataset rows)
    {
        Dataset some = rows.Slice(0, Math.Min(rows.Rows, TimedRows));
        TimeSpan best = TimeSpan.MaxValue;
        for (int round = 0; round < TimedRounds; round++)
        {
            long start = clock.GetTimestamp();
            // Each row as a customer of its own: the sequence takes all of them in one step.
            SequenceSteps? steps = model.Step(some.Features.Values.Span, [.. Enumerable.Range(0, some.Rows).Select(_ => new CustomerState())]);
            model.Score(some.Features.Values.Span, steps);
            TimeSpan took = clock.GetElapsedTime(start);
            best = took < best ? took : best;
        }
        return some.Rows == 0 ? 0 : best.TotalMicroseconds / some.Rows;
    }
}
