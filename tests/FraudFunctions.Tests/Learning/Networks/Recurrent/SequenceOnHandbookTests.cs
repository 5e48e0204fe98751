using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Backtests;
using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Networks.Recurrent;
using FraudFunctions.Learning.Streams;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning.Networks.Recurrent;

/// <summary>What the sequence model is worth by itself on the handbook's stream, and what it costs; run with <c>-explicit only</c>.</summary>
public sealed class SequenceOnHandbookTests(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public void A_week_of_August_is_foreseen_nearly_as_well_as_anybody_could()
    {
        FeatureTable table = Table();
        DateTimeOffset at = new(2018, 8, 8, 0, 0, 0, TimeSpan.Zero);
        SequenceRows rows = SequenceTargets.KnownAt(table, at, TimeSpan.FromDays(7), table.Rows.Times.Span[0].AddDays(38));
        Stopwatch watch = Stopwatch.StartNew();
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        TrainedSequence trained = TrainSequence.Fit(rows, table.Schema, new SequenceOptions(), cancel: TestContext.Current.CancellationToken);
        Say($"{rows.Rows:N0} rows learned in {watch.Elapsed.TotalSeconds:F0} s, {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds:F0} s of processor; {trained.Network.Inputs.Count} inputs");
        int[] week = TestPeriod.Rows(table, at, new BacktestOptions { Starts = [at] });
        Dataset test = table.Rows.Select(week);
        using OnnxSequence onnx = OnnxSequence.Load(trained.Onnx, table.Schema.Width, table.Schema.Hash);
        SequenceScores scores = SequencePass.Score(table, onnx);
        Metrics metrics = Metrics.Of([.. week.Select(row => (double)scores.Fraud[row])], test, new MetricsOptions { BootstrapDraws = 0 });
        Say($"AUC {metrics.RocAuc:F3} AP {metrics.AveragePrecision:F3} CP@100 {metrics.CardPrecision:F3} ECE {metrics.CalibrationError:F4}");
        Say($"peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB");
        foreach (int customers in new[] { 1, 250 })
            Say($"{MicrosecondsPerStep(onnx, customers):F2} µs a step, {customers} at once");
        // More than a model that knows the generator's rules would reach is a leak.
        Assert.InRange(metrics.AveragePrecision, .74, .775);
        Assert.InRange(metrics.CalibrationError, 0, .002);
    }

    private static FeatureTable Table()
    {
        IEnumerable<Func<TextReader>> months = Enumerable.Range(4, 5).Select(month => ReferenceData.Path($"transactions/transactions_2018-0{month}.csv.gz"))
            .ToArray().Select(path => (Func<TextReader>)(() => new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress))));
        return BuildFeatureTable.From(ReadEvents.FromCsv(months, CsvMap.Named("handbook")), FeatureSchema.Payments());
    }

    /// <summary>The best of five rounds: what the model takes, not what else the machine is doing.</summary>
    private static double MicrosecondsPerStep(OnnxSequence model, int customers)
    {
        float[] rows = new float[customers * model.Width], memory = new float[customers * model.Units], next = new float[memory.Length], fraud = new float[customers], month = new float[customers];
        int repeats = 20_000 / customers;
        return Enumerable.Range(0, 5).Min(_ =>
        {
            Stopwatch watch = Stopwatch.StartNew();
            for (int i = 0; i < repeats; i++)
                model.Step(rows, memory, next, fraud, month);
            return watch.Elapsed.TotalMicroseconds / repeats / customers;
        });
    }

    private void Say(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
