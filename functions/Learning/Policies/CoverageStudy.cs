using System.Globalization;
using System.Text;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Learning.Policies;

/// <summary>How often intervals hold what they promise: many logs of a world in which the truth is known, each estimated from by itself.</summary>
public sealed record CoverageStudy
{
    private static readonly DateTimeOffset from = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What the policy really costs per payment.</summary>
    public required double TrueCost { get; init; }
    public required IReadOnlyList<CoverageLine> Lines { get; init; }
    public required int Runs { get; init; }
    public required double DecisionsEach { get; init; }
    public required double Changed { get; init; }
    public required double EffectiveChanged { get; init; }

    public CoverageLine Of(string name) => Lines.First(line => line.Name == name);

    public static CoverageStudy Run(ChallengeWorld world, Policy logging, Policy target, int runs, EstimateOptions? options = null, CancellationToken cancellation = default)
    {
        var (chances, wanted) = (TargetPolicy.Of(logging), TargetPolicy.Of(target));
        Prices prices = new(world.Prices);
        double[] truths = world.TrueCosts([wanted, chances], 600_000, 12345);
        (double truth, double current) = (truths[0], truths[1]);
        DateTimeOffset at = from + world.Length;
        PolicyEstimate[] estimates = new PolicyEstimate[runs];
        (double Known, double Refused)[] naive = new (double, double)[runs];
        Parallel.For(0, runs, new ParallelOptions { CancellationToken = cancellation }, run =>
        {
            List<SimulatedDecision> decisions = SimulateLog.Of(world, logging, chances, from, run + 1);
            estimates[run] = EstimatePolicy.On(SimulateLog.Matured(decisions, at), wanted, prices, (options ?? new()) with { Measures = [Measure.CostMinor], Seed = run + 1 });
            naive[run] = (NaiveBacktest.KnownOnly(decisions, at, wanted, prices), NaiveBacktest.RefusedIsFraud(decisions, at, wanted, prices));
        });
        CoverageLine Line(string name, double cost, Func<MeasureEstimate, Estimate?> of) => CoverageLine.Of(name, cost,
            [.. estimates.Where(one => of(one.Measures[0]) is not null).Select(one => PerPayment(of(one.Measures[0])!.Value, one.Decisions))]);
        return new CoverageStudy
        {
            TrueCost = truth,
            Runs = runs,
            DecisionsEach = estimates.Average(one => one.Decisions),
            Changed = estimates.Average(one => one.Changed),
            EffectiveChanged = estimates.Average(one => one.EffectiveChanged),
            Lines =
            [
                Line("doubly robust", truth, one => one.DoublyRobust),
                Line("SNIPS", truth, one => one.Snips),
                Line("IPS", truth, one => one.Ips),
                Line("difference to the active policy", truth - current, one => one.Difference),
                new CoverageLine("naive: known outcomes only", truth, naive.Average(one => one.Known) - truth, null, null),
                new CoverageLine("naive: refused is fraud, silence is good", truth, naive.Average(one => one.Refused) - truth, null, null),
            ],
        };
    }

    public string Markdown()
    {
        StringBuilder text = new();
        text.Append("| cost per payment, hundredths | truth | bias | bias, % | 95 % interval covers | mean width |\n|---|---|---|---|---|---|\n");
        foreach (CoverageLine line in Lines)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {line.Name} | {line.Truth:F2} | {line.Bias:+0.00;-0.00} | {100 * line.Bias / TrueCost:+0.0;-0.0} | ");
            text.Append(line.Coverage is { } coverage ? coverage.ToString("P1", CultureInfo.InvariantCulture) : "-").Append(" | ");
            text.Append(line.Width is { } width ? width.ToString("F2", CultureInfo.InvariantCulture) : "-").Append(" |\n");
        }
        return text.ToString();
    }

    private static Estimate PerPayment(Estimate total, int decisions)
        => new(total.Value / decisions, new Interval(total.Interval.Low / decisions, total.Interval.High / decisions));
}

/// <summary>One way of estimating over many runs: how far it is off on average, how often its interval holds the truth, and how wide that is.</summary>
public sealed record CoverageLine(string Name, double Truth, double Bias, double? Coverage, double? Width)
{
    internal static CoverageLine Of(string name, double truth, IReadOnlyList<Estimate> estimates) => estimates.Count == 0
        ? new CoverageLine(name, truth, double.NaN, null, null)
        : new CoverageLine(
            name, truth,
            estimates.Average(one => one.Value) - truth,
            estimates.Average(one => one.Interval.Low <= truth && truth <= one.Interval.High ? 1.0 : 0),
            estimates.Average(one => one.Interval.High - one.Interval.Low));
}
