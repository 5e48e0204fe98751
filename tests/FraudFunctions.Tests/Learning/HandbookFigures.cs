using System.Diagnostics;
using System.IO.Compression;
using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Models;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Learning.Backtests;
using FraudFunctions.Learning.Baselines;
using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Networks.Autoencoders;
using FraudFunctions.Learning.Onnx;
using FraudFunctions.Learning.Streams;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning;

/// <summary>Figures of single learners on the handbook's week of 8 August, fitted on what was known when it began: they run only when asked for, and print.</summary>
/// <remarks><c>dotnet run -c Release --project tests/FraudFunctions.Tests -- -class FraudFunctions.Tests.Learning.HandbookFigures -explicit only -showLiveOutput</c></remarks>
public sealed class HandbookFigures(ITestOutputHelper output)
{
    private static readonly FeatureSchema schema = FeatureSchema.Payments();
    private static readonly DateTimeOffset week = new(2018, 8, 8, 0, 0, 0, TimeSpan.Zero);

    [Fact(Explicit = true)]
    public void Forest_autoencoder_and_isolation_forest()
    {
        IEnumerable<string> files = Enumerable.Range(4, 5).Select(month => ReferenceData.Path($"transactions/transactions_2018-0{month}.csv.gz"));
        FeatureTable table = BuildFeatureTable.From(ReadEvents.FromCsv(files.Select(file => (Func<TextReader>)(() => new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress)))), CsvMap.Named("handbook")), schema);
        Dataset test = table.Rows.Select(TestPeriod.Rows(table, week, new BacktestOptions { Starts = [week] }));
        Dataset known = table.KnownAt(week, TimeSpan.FromDays(7), table.Rows.Times.Span[0].AddDays(38));
        known = known.Slice(0, known.Times.Span.ToArray().Count(time => time < week.AddDays(-7)));
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Dataset sampled = NegativeSampling.Keep(known, .1, 1);
        Stopwatch clock = Stopwatch.StartNew();
        TreeEnsemble forest = GrowForest.Fit(sampled, schema.Hash, new ForestOptions { Seed = 1 }, cancel: cancel);
        Print($"random forest, {sampled.Rows} rows", clock, ScoreRows.With(forest, test.Features), test);
        Cost(OnnxModel.Load(WriteTrees.ToOnnx(forest), schema.Width, schema.Hash), test);
        string[] merchantFrauds = [.. schema.Columns.Where(column => column.ReasonCode == ReasonCodes.MerchantFraud).Select(column => column.Name)];
        string[] behaviour = [.. BehaviourColumns.Of(schema).Select(column => schema.Columns[column].Name)];
        foreach ((string name, string[] columns) in new[] { ("behaviour", behaviour), ("behaviour and the merchant's known frauds", [.. behaviour, .. merchantFrauds]) })
        {
            clock.Restart();
            TrainedAutoencoder autoencoder = TrainAutoencoder.Fit(known, schema, new AutoencoderOptions { Columns = columns }, cancellation: cancel);
            Print($"autoencoder, {name}, {autoencoder.Rows} of {known.Rows} rows, {autoencoder.NewestErrors.Count} epochs", clock, ScoreRows.With(autoencoder.Network, test.Features), test);
            Cost(OnnxModel.Load(autoencoder.Onnx, schema.Width, schema.Hash), test);
            clock.Restart();
            IsolationForest isolation = IsolationForest.Fit(known.Features, new IsolationOptions { Columns = [.. columns.Select(column => known.FeatureNames.ToList().IndexOf(column))] });
            Print($"isolation forest, {name}", clock, isolation.Score(test), test);
        }
    }

    private void Print(string name, Stopwatch clock, double[] scores, Dataset test)
    {
        Ranking ranking = Ranking.Of(scores, test.Labels.Span);
        double cards = CardPrecision.AtTop(100, scores, test.Labels.Span, test.CustomerIds.Span, test.Times.Span);
        output.WriteLine($"{name}: AUC {ranking.RocAuc():F3}, AP {ranking.AveragePrecision():F3}, CP@100 {cards:F3}, {clock.Elapsed.TotalSeconds:F1} s");
    }

    /// <summary>Least of many runs: other work on the machine only adds.</summary>
    private void Cost(OnnxModel model, Dataset test)
    {
        using OnnxModel scored = model;
        float[] scores = new float[250];
        double least = Enumerable.Range(0, 200).Min(run =>
        {
            Stopwatch clock = Stopwatch.StartNew();
            scored.Score(test.Features.Values.Span.Slice(run * 250 * schema.Width, 250 * schema.Width), scores);
            return clock.Elapsed.TotalMicroseconds / 250;
        });
        output.WriteLine($"  {least:F2} µs a row in ONNX Runtime, 250 at a time");
    }
}
