using FraudFunctions.App.Decisions;
using FraudFunctions.App.Models;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Learning.Governance;
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
        TestRows test = (await files.GetAsync(order.Snapshot.File, cancellation)).Test(ActiveBasis.Schema, order.Snapshot.TestFrom, order.Snapshot.TestUntil, TimeSpan.FromDays(options.Value.MaturityDays));
        DecisionBasis basis = await active.GetAsync(cancellation) with { Model = await registry.LoadAsync(order.Model, cancellation) };
        double[] probabilities = Probabilities(basis.Model!, test.Rows);
        // The champion comes first and chooses; all explain the same rows.
        Evaluation? champion = order.Model == order.Snapshot.Champion ? null : await files.FindAsync(order.Run, order.Snapshot.Champion, cancellation);
        IReadOnlyList<int> explained = champion?.Explained ?? [.. Enumerable.Range(0, probabilities.Length).OrderByDescending(row => probabilities[row]).ThenBy(row => row).Take(Explained)];
        Measured measured = new()
        {
            Model = order.Model,
            Probabilities = probabilities,
            Reasons = [.. explained.Select(row => (IReadOnlyList<string>)[.. CompileReasons.From(basis, test.Rows.Features.Row(row), []).Select(reason => reason.Code)])],
            MicrosecondsPerRow = Time(basis.Model!, test.Rows),
        };
        await files.KeepAsync(order.Run, new Evaluation(measured, explained), cancellation);
    }

    internal static double[] Probabilities(ScoringModel model, Dataset rows)
    {
        float[] outputs = new float[rows.Rows];
        model.Score(rows.Features.Values.Span, outputs);
        return Array.ConvertAll(outputs, model.Probability);
    }

    /// <summary>The quickest of a few rounds: others use the machine too.</summary>
    private double Time(ScoringModel model, Dataset rows)
    {
        Dataset some = rows.Slice(0, Math.Min(rows.Rows, TimedRows));
        TimeSpan best = TimeSpan.MaxValue;
        for (int round = 0; round < TimedRounds; round++)
        {
            long start = clock.GetTimestamp();
            Probabilities(model, some);
            TimeSpan took = clock.GetElapsedTime(start);
            best = took < best ? took : best;
        }
        return some.Rows == 0 ? 0 : best.TotalMicroseconds / some.Rows;
    }
}
