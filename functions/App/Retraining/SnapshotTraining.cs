using System.Globalization;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Models;
using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Governance;
using FraudFunctions.Learning.Training;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Retraining;

/// <summary>
/// Takes down what was decided and is known of it now, and whether anything can be learned from it: enough of it, and labels that look like those
/// before. Now is the newest payment's time: a replayed past ends where it ends.
/// </summary>
public sealed class SnapshotTraining(ReadPast past, RetrainingFiles files, ModelRegistry registry, Recipes recipes, Gates gates, IOptions<RetrainingOptions> options, TimeProvider clock)
{
    [Function(nameof(SnapshotTraining))]
    public async Task<SnapshotTaken> Run([ActivityTrigger] RetrainingRun run, CancellationToken cancellation)
    {
        TrainingSnapshot snapshot = await files.KeepAsync(run, () => TakeAsync(cancellation), cancellation);
        await files.ForgetAsync(run, cancellation);
        DateTimeOffset until = snapshot.At - TimeSpan.FromDays(options.Value.MaturityDays), from = until - TimeSpan.FromDays(options.Value.TestDays);
        string? champion = (await registry.GetRolesAsync(cancellation)).Champion;
        ModelCard? card = champion is null ? null : await registry.GetCardAsync(champion, cancellation);
        return new SnapshotTaken
        {
            File = RetrainingFiles.SnapshotOf(run),
            Hash = snapshot.ContentHash(),
            Rows = snapshot.Rows.Count,
            Frauds = snapshot.Table(ActiveBasis.Schema).Rows.Positives,
            At = snapshot.At,
            TestFrom = from,
            TestUntil = until,
            Champion = champion,
            Recipes = [.. recipes.All.Select(recipe => recipe.Name)],
            Problem = SeenBy(card, from, options.Value) ?? ProblemOf(snapshot, from, options.Value, gates),
        };
    }

    private async Task<TrainingSnapshot> TakeAsync(CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        long newest = DateTimeOffset.MinValue.UtcTicks, history = TimeSpan.FromDays(options.Value.HistoryDays).Ticks;
        // What is too old for the newest payment met so far is too old for the newest of all: it is let go while it is read.
        IReadOnlyList<SnapshotRow> rows = await past.ReadAsync((decision, words) =>
        {
            long time = decision.Transaction.Time.UtcTicks;
            return time >= Later(ref newest, Math.Min(time, now.UtcTicks)) - history ? ReadPast.RowOf(decision, words) : null;
        }, cancellation);
        DateTimeOffset at = rows.Count == 0 ? now : new DateTimeOffset(newest, TimeSpan.Zero);
        return TrainingSnapshot.Take(rows.Where(row => row.Time.UtcTicks >= newest - history), ActiveBasis.Schema.Hash, at);
    }

    /// <summary>The later of the two, which the first becomes; several readers at once agree on the latest.</summary>
    private static long Later(ref long newest, long time)
    {
        for (; ; )
        {
            long seen = Volatile.Read(ref newest);
            if (time <= seen || Interlocked.CompareExchange(ref newest, time, seen) == seen)
                return Math.Max(time, seen);
        }
    }

    /// <summary>A champion that has learned from the days of the test would win there against anybody.</summary>
    internal static string? SeenBy(ModelCard? champion, DateTimeOffset testFrom, RetrainingOptions options)
        => champion is null || champion.CreatedAt <= testFrom ? null : string.Create(CultureInfo.InvariantCulture,
            $"the champion '{champion.Id}' has learned what was known at {champion.CreatedAt:yyyy-MM-dd}, and the test would begin on {testFrom:yyyy-MM-dd}: a challenger can be held against it once decisions reach {champion.CreatedAt.AddDays(options.TestDays + options.MaturityDays):yyyy-MM-dd}");

    /// <summary>Why nothing can be learned from it, or null.</summary>
    internal static string? ProblemOf(TrainingSnapshot snapshot, DateTimeOffset testFrom, RetrainingOptions options, Gates gates)
    {
        if (snapshot.Rows.Count == 0)
            return "there are no decisions to learn from";
        DateTimeOffset from = snapshot.Rows[0].Time.AddDays(options.WarmUpDays), calibrate = testFrom.AddDays(-options.MaturityDays - options.CalibrationDays);
        if (from >= calibrate)
            return string.Create(CultureInfo.InvariantCulture, $"the history is too short: the first decision is of {snapshot.Rows[0].Time:yyyy-MM-dd}, and {options.WarmUpDays + options.CalibrationDays + options.TestDays + 2 * options.MaturityDays} days and more are needed until {snapshot.At:yyyy-MM-dd}");
        (int[] known, bool[] labels) = snapshot.Table(ActiveBasis.Schema).KnownRowsAt(testFrom, TimeSpan.FromDays(options.MaturityDays), from);
        int frauds = known.Where((row, i) => labels[i] && snapshot.Rows[row].Time < calibrate).Count();
        if (frauds < options.LeastFrauds)
            return string.Create(CultureInfo.InvariantCulture, $"too little to learn from: {frauds} frauds were known by {testFrom:yyyy-MM-dd} between {from:yyyy-MM-dd} and {calibrate:yyyy-MM-dd}, {options.LeastFrauds} are needed");
        TestRows test = snapshot.Test(ActiveBasis.Schema, testFrom, snapshot.At.AddDays(-options.MaturityDays), TimeSpan.FromDays(options.MaturityDays)).Test;
        if (test.Rows.Positives < gates.LeastFrauds || test.Rows.Rows < gates.LeastRows)
            return string.Create(CultureInfo.InvariantCulture, $"too little to test on: {test.Rows.Rows} settled rows with {test.Rows.Positives} frauds since {testFrom:yyyy-MM-dd}, {gates.LeastRows} and {gates.LeastFrauds} are needed");
        GateResult[] suspicious = [.. CheckLabels.Of(gates.Labels, snapshot.Labelled(), snapshot.At).Where(result => !result.Passed)];
        return suspicious.Length == 0 ? null : "the newest labels are not to be learned from before somebody has looked at them: " + string.Join(" ", suspicious.Select(result => result.Sentence));
    }
}
