using System.Diagnostics;
using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Onnx;
using FraudFunctions.Learning.Trees;
using FraudFunctions.Tests.Engine.Models;

namespace FraudFunctions.Tests.Learning;

/// <summary>Figures, not checks: they run only when asked for, and print.</summary>
/// <remarks><c>dotnet run -c Release --project tests/FraudFunctions.Tests -- -class FraudFunctions.Tests.Learning.Figures -explicit only -showLiveOutput</c></remarks>
public sealed class Figures(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public void Training_on_300k_by_40_and_on_1_2m_by_80()
    {
        foreach (var (rows, width) in new[] { (300_000, 40), (1_200_000, 80) })
        {
            var train = SomeRows.Frauds(rows, width, seed: 71, missing: .02);
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var clock = Stopwatch.StartNew();
            BoostTrees.Fit(train, "s", new BoostingOptions(), cancel: TestContext.Current.CancellationToken);
            using var process = Process.GetCurrentProcess();
            output.WriteLine($"{rows} x {width}, 200 trees, depth 6, 2 threads: {clock.Elapsed.TotalSeconds:F1} s, "
                + $"{(process.TotalProcessorTime - cpu).TotalSeconds:F1} CPU-s, peak of the process {process.PeakWorkingSet64 / 1e6:F0} MB "
                + $"(the rows themselves {rows * 4e-6 * width:F0} MB)");
        }
    }

    [Fact(Explicit = true)]
    public void Microseconds_per_row_to_score_and_to_explain_200_trees_of_depth_6_on_40_features()
    {
        var rows = SomeRows.Frauds(100_000, 40, seed: 72, missing: .02);
        var model = BoostTrees.Fit(rows, SomeTrees.Schema, new BoostingOptions(), cancel: TestContext.Current.CancellationToken).Model;
        using var onnx = OnnxModel.Load(WriteTrees.ToOnnx(model), 40, SomeTrees.Schema);
        var some = rows.Slice(0, 8192).Features.Values;
        foreach (var (name, scored) in new (string, IModel)[] { ("ours", model), ("ONNX Runtime", onnx) })
            foreach (var batch in new[] { 1, 16, 128, 1024 })
                output.WriteLine($"{name}, batch {batch}: {Best(() => Score(scored, some.Span, batch)) / 8192:F2} µs/row, "
                    + $"{Allocated(() => Score(scored, some.Span, batch)) * batch / 8192} bytes/call");
        var explain = new TreeShap(model);
        var contributions = new double[40];
        output.WriteLine($"explain: {Best(() =>
        {
            for (var row = 0; row < 1024; row++)
                explain.Explain(some.Span.Slice(row * 40, 40), contributions);
        }) / 1024:F1} µs/row");
        output.WriteLine($"Algorithm 2 as printed (test code): {Best(() => ShapReference.Algorithm2(model, some.Span[..40])):F0} µs/row");
    }

    private static void Score(IModel model, ReadOnlySpan<float> rows, int batch)
    {
        Span<float> scores = stackalloc float[batch];
        for (var start = 0; start < rows.Length; start += batch * model.Width)
            model.Score(rows.Slice(start, batch * model.Width), scores);
    }

    /// <summary>Least of 15 runs, in µs: other work on the machine only adds.</summary>
    private static double Best(Action run)
        => Enumerable.Range(0, 15).Min(_ =>
        {
            var clock = Stopwatch.StartNew();
            run();
            return clock.Elapsed.TotalMicroseconds;
        });

    private static long Allocated(Action run)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        run();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
