using System.Globalization;
using System.Text;
using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Cli.Benches;

/// <summary>One learner on the fold: its accuracy on the test rows and the median time of its fits.</summary>
internal sealed record FoldResult(string Learner, double AveragePrecision, double RocAuc, double FitSeconds);

/// <summary>Our trees beside XGBoost's on one handbook fold: same rows, 100 trees of depth 3 at rate .1, two threads, one run.</summary>
internal sealed record FoldComparison
{
    /// <summary>Ours first; the others' times are given as a multiple of the first.</summary>
    public required IReadOnlyList<FoldResult> Results { get; init; }

    /// <summary>Why XGBoost is not among them, if it is not.</summary>
    public string? Missing { get; init; }

    public static BoostingOptions Options { get; } = new() { Trees = 100, LearningRate = .1, MaxDepth = 3, Threads = 2 };

    /// <param name="train">Rows to fit on.</param>
    /// <param name="test">Rows to measure on.</param>
    /// <param name="repeats">Timed fits per learner, after one that is not timed: it compiles the code and fills the caches.</param>
    /// <param name="clock">Measures the fits.</param>
    /// <param name="xgboost">Fits XGBoost on the same rows as often; see <see cref="XgboostFold"/>.</param>
    /// <param name="cancel">Stops between trees.</param>
    public static async Task<FoldComparison> RunAsync(
        Dataset train, Dataset test, int repeats, TimeProvider clock, XgboostFold? xgboost, CancellationToken cancel = default)
    {
        var results = new List<FoldResult>
        {
            Fit("ours, 255 class-balanced cuts", Options, train, test, repeats, clock, cancel),
            Fit("ours, 255 equal-frequency cuts", Options with { Cuts = CutRule.EqualFrequency }, train, test, repeats, clock, cancel),
            Fit("ours, 4096 equal-frequency cuts", Options with { Cuts = CutRule.EqualFrequency, MaxCuts = 4096 }, train, test, repeats, clock, cancel)
        };
        if (xgboost is null)
            return new FoldComparison { Results = results, Missing = "XGBoost was not asked for." };
        var (theirs, reason) = await xgboost.RunAsync(repeats, cancel);
        return new FoldComparison { Results = [.. results, .. theirs], Missing = reason };
    }

    public string ToTable()
    {
        var table = new StringBuilder();
        table.AppendLine("| learner | AP | AUC | fit s (median) | ratio |").AppendLine("|---|---|---|---|---|");
        foreach (var result in Results)
            table.AppendLine(string.Create(CultureInfo.InvariantCulture,
                $"| {result.Learner} | {result.AveragePrecision:F4} | {result.RocAuc:F4} | {result.FitSeconds:F3} | {result.FitSeconds / Results[0].FitSeconds:F2} |"));
        if (Missing is not null)
            table.AppendLine(Missing);
        return table.ToString();
    }

    private static FoldResult Fit(
        string learner, BoostingOptions options, Dataset train, Dataset test, int repeats, TimeProvider clock, CancellationToken cancel)
    {
        var fitted = BoostTrees.Fit(train, "handbook-15", options, cancel: cancel);
        var seconds = new double[repeats];
        for (var i = 0; i < repeats; i++)
        {
            var start = clock.GetTimestamp();
            BoostTrees.Fit(train, "handbook-15", options, cancel: cancel);
            seconds[i] = clock.GetElapsedTime(start).TotalSeconds;
        }
        Array.Sort(seconds);
        var margins = new double[test.Rows];
        fitted.Model.Margins(test.Features.Values.Span, margins);
        var ranking = Ranking.Of(margins, test.Labels.Span);
        return new FoldResult(learner, ranking.AveragePrecision(), ranking.RocAuc(), seconds[repeats / 2]);
    }
}
