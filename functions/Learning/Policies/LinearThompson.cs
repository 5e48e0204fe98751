using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Features;
using FraudFunctions.Learning.Baselines;

namespace FraudFunctions.Learning.Policies;

/// <summary>
/// Learns by how much each outcome costs more than a policy assumes, from decisions whose end is known: Bayesian linear regression per outcome, the
/// posterior that linear Thompson sampling draws from (Agrawal and Goyal 2013).
/// </summary>
/// <remarks>
/// What is learned from is the gap between what a decision cost and the assumed price of its outcome given the truth, in units of
/// <see cref="Bandit.UnitOf"/>: that a fraud was worth 500.00 is no news about challenges, that it passed one is. Decisions come when they are ripe,
/// in any order; what never shows its end is stood for by those that do, in the share in which their outcome does. A gap is taken within
/// <see cref="MostGap"/> units, so that one stolen fortune does not decide for a month.
/// Example: five customers of a hundred give up on a challenge, as assumed: no correction. Thirty-five of a segment do: after some forty of them,
/// challenges cost more there, and nowhere else.
/// </remarks>
public sealed class LinearThompson
{
    /// <summary>Within which a single gap counts.</summary>
    public const double MostGap = 10;

    // The most that a decision counts for others that did not show their end.
    private const double MostWeight = 5;

    private static readonly Outcome[] learned = [Outcome.Approve, Outcome.Challenge, Outcome.Review];

    private readonly Policy assumed;
    private readonly FeatureSchema? schema;
    private readonly Bandit shape;
    private readonly double noise;
    private readonly double[][,] precisions;
    private readonly double[][] sums;

    /// <param name="assumed">The policy whose assumptions are corrected.</param>
    /// <param name="features">What corrections may depend on besides the probability of fraud.</param>
    /// <param name="schema">Where the features are found.</param>
    /// <param name="prior">How sure it is beforehand that the assumptions are right, as a precision of each weight.</param>
    /// <param name="noise">Standard deviation of a gap, in units.</param>
    public LinearThompson(Policy assumed, IReadOnlyList<BanditFeature> features, FeatureSchema? schema, double prior = 100, double noise = .5)
    {
        (this.assumed, this.schema, this.noise) = (assumed, schema, noise);
        shape = new Bandit { Features = features };
        precisions = [.. learned.Select(_ => Diagonal(shape.Width, prior))];
        sums = [.. learned.Select(_ => new double[shape.Width])];
    }

    /// <summary>How many decisions were learned from.</summary>
    public long Seen { get; private set; }

    /// <summary>Learns from decisions that have become ripe; each of them once.</summary>
    public void Learn(IReadOnlyList<LoggedDecision> ripe)
    {
        Censoring censoring = Censoring.Of(ripe);
        double[] inputs = new double[shape.Width];
        foreach (LoggedDecision logged in ripe)
        {
            int outcome = Array.IndexOf(learned, logged.Chosen);
            if (outcome < 0 || logged.Probability is not { } p || Censoring.Shown(logged) is not { } shown || censoring.Of(logged.Chosen) is not (> 0 and var share))
                continue;
            shape.Inputs(p, schema, logged.Features.Span, inputs);
            double gap = (shown.Ending.CostMinor - assumed.ExpectedCost(logged.Chosen, shown.IsFraud ? 1 : 0, logged.AmountMinor)) / shape.UnitOf(logged.AmountMinor);
            double weight = Math.Min(1 / share, MostWeight) / (noise * noise);
            for (int i = 0; i < inputs.Length; i++)
            {
                sums[outcome][i] += weight * inputs[i] * Math.Clamp(gap, -MostGap, MostGap);
                for (int j = 0; j < inputs.Length; j++)
                    precisions[outcome][i, j] += weight * inputs[i] * inputs[j];
            }
            Seen++;
        }
    }

    /// <summary>What was learned, as a part of a policy's document.</summary>
    public Bandit ToBandit() => shape with
    {
        Outcomes = [.. learned.Select((outcome, i) => new BanditOutcome(
            outcome,
            [.. Cholesky.Solve(precisions[i], sums[i])],
            [.. Enumerable.Range(0, shape.Width).Select(row => (IReadOnlyList<double>)[.. Enumerable.Range(0, shape.Width).Select(column => precisions[i][row, column])])]))],
    };

    /// <summary>The policy with what was learned, as the next version.</summary>
    public Policy Next(int version) => assumed with { Version = version, Bandit = ToBandit() };

    private static double[,] Diagonal(int size, double value)
    {
        double[,] matrix = new double[size, size];
        for (int i = 0; i < size; i++)
            matrix[i, i] = value;
        return matrix;
    }
}
