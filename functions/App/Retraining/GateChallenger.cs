using FraudFunctions.App.Decisions;
using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Governance;
using FraudFunctions.Learning.Training;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Retraining;

/// <summary>Holds a challenger against the gates by what was measured, and keeps the report and what drift will be measured against.</summary>
public sealed class GateChallenger(RetrainingFiles files, ModelFindings findings, RoleBook roles, Gates gates, IOptions<RetrainingOptions> options)
{
    [Function(nameof(GateChallenger))]
    public async Task<Gated> Run([ActivityTrigger] EvaluationOrder order, CancellationToken cancellation)
    {
        TrainingSnapshot snapshot = await files.GetAsync(order.Snapshot.File, cancellation);
        TestRows test = snapshot.Test(ActiveBasis.Schema, order.Snapshot.TestFrom, order.Snapshot.TestUntil, TimeSpan.FromDays(options.Value.MaturityDays)).Test;
        Measured challenger = (await files.FindAsync(order.Run, order.Model, cancellation))?.Measured ?? throw new InvalidDataException($"What was measured of model '{order.Model}' is missing.");
        Measured? champion = (await files.FindAsync(order.Run, order.Snapshot.Champion, cancellation))?.Measured;
        GateReport report = new()
        {
            Model = order.Model,
            Champion = order.Snapshot.Champion,
            At = order.Snapshot.At,
            TestFrom = order.Snapshot.TestFrom,
            TestUntil = order.Snapshot.TestUntil,
            Results = CheckGates.Of(gates, test, challenger, champion, CheckLabels.Of(gates.Labels, snapshot.Labelled(), snapshot.At)),
        };
        await findings.KeepAsync(report, cancellation);
        await findings.KeepAsync(order.Model, ModelReference.Of(test.Rows, challenger.Probabilities), cancellation);
        string[] failed = [.. report.Results.Where(result => !result.Passed).Select(result => result.Gate)];
        Act act = new(RoleBook.Retraining, "gate", New: $"model {order.Model} {(report.Passed ? "passed" : "failed")}", Reason: failed.Length == 0 ? null : string.Join(" ", report.Results.Where(result => !result.Passed).Select(result => result.Sentence)));
        await roles.NoteAsync($"{order.Run.InstanceId}~gate~{order.Model}", act, cancellation);
        return new Gated(order.Model, "", report.Passed, Ranking.AveragePrecision(challenger.Probabilities, test.Rows.Labels.Span), failed);
    }
}
