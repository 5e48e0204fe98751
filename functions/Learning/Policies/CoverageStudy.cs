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

    public static CoverageStudy Run(ChallengeWorld world, Policy logging, Policy target, int runs, EstimateOptions? options = null)
    {
        var (chances, wanted) = (TargetPolicy.Of(logging), TargetPolicy.Of(target));
        Prices prices = new(world.Prices);
        double truth = world.TrueCost(wanted, 1_000_000, 12345), current = world.TrueCost(chances, 1_000_000, 12345);
        DateTimeOffset at = from + world.Length;
        List<PolicyEstimate> estimates = [];
        List<(double Known, double Refused)> naive = [];
        for (int run = 0; run < runs; run++)
        {
            List<SimulatedDecision> decisions = SimulateLog.Of(world, logging, chances, from, run + 1);
            estimates.Add(EstimatePolicy.On(SimulateLog.Matured(decisions, at), wanted, prices, (options ?? new()) with { Measures = [Measure.CostMinor], Seed = run + 1 }));
            naive.Add((NaiveBacktest.KnownOnly(decisions, at, wanted, prices), NaiveBacktest.RefusedIsFraud(decisions, at, wanted, prices)));
        }
        CoverageLine Line(string name, double true_, Func<MeasureEstimate, Estimate?> of) => CoverageLine.Of(name, true_,
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
