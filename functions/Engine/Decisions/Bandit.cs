using System.Text.Json.Serialization;
using FraudFunctions.Engine.Features;

namespace FraudFunctions.Engine.Decisions;

/// <summary>A feature that a policy learns from, as multiples of its deviation from its mean; a missing one counts as the mean.</summary>
public sealed record BanditFeature(string Name, double Mean = 0, double Deviation = 1);

/// <summary>What was learned of one outcome: by how much it costs more than the policy assumes, as a normal distribution of the weights.</summary>
/// <param name="Outcome">Approve, challenge or review.</param>
/// <param name="Mean">One weight per input: the constant, the probability of fraud, the features.</param>
/// <param name="Precision">Inverse of the covariance, row by row.</param>
public sealed record BanditOutcome(Outcome Outcome, IReadOnlyList<double> Mean, IReadOnlyList<IReadOnlyList<double>> Precision);

/// <summary>
/// What a policy has learned from how its decisions ended: a linear correction of what each outcome costs, and how sure it is. Part of the policy's
/// document, so that it is versioned, proposed and approved like every cost in it.
/// </summary>
/// <remarks>
/// Linear Thompson sampling (Agrawal and Goyal 2013). How often an outcome is the cheapest is counted over fixed draws rather than sampled: the
/// same payment always has the same chances, and they can be written down.
/// </remarks>
public sealed record Bandit
{
    private const int Draws = 256;

    // Twelve uniform numbers add up to nearly a normal one (Irwin-Hall), by additions only: the same bits on every machine.
    private static readonly double[] normals = Normals(3 * Draws);

    private Fitted? fitted;

    public Bandit()
    {
    }

    // A copy with other features or weights must not keep what was fitted to these.
    private Bandit(Bandit original) => (UnitMinor, UnitShare, Features, Outcomes) = (original.UnitMinor, original.UnitShare, original.Features, original.Outcomes);

    /// <summary>Corrections are learned in units of this much money plus that share of the amount.</summary>
    public double UnitMinor { get; init; } = 1_000;
    public double UnitShare { get; init; } = .05;
    public IReadOnlyList<BanditFeature> Features { get; init; } = [];
    public IReadOnlyList<BanditOutcome> Outcomes { get; init; } = [];

    /// <summary>Weights per outcome: the constant, the probability of fraud, the features.</summary>
    [JsonIgnore]
    public int Width => 2 + Features.Count;

    /// <summary>The unit in which the correction of a payment is learned.</summary>
    public double UnitOf(long amountMinor) => UnitMinor + UnitShare * amountMinor;

    /// <summary>What the weights are multiplied with.</summary>
    public void Inputs(double probability, FeatureSchema? schema, ReadOnlySpan<float> features, Span<double> inputs)
    {
        inputs[0] = 1;
        inputs[1] = probability;
        int[] columns = Features.Count == 0 ? [] : Fit(schema).Columns;
        for (int i = 0; i < columns.Length; i++)
        {
            float value = columns[i] < features.Length ? features[columns[i]] : float.NaN;
            inputs[i + 2] = float.IsFinite(value) ? (value - Features[i].Mean) / Features[i].Deviation : 0;
        }
    }

    /// <summary>Adds what was learned to the costs, and says how often each outcome may be the one that costs least.</summary>
    internal void Learned(in PolicyInput input, ReadOnlySpan<bool> offered, Span<double> costs, Span<double> shares)
    {
        Fitted fit = Fit(input.Schema);
        Span<double> inputs = stackalloc double[Width];
        Inputs(input.Probability!.Value, input.Schema, input.Features, inputs);
        double unit = UnitOf(input.AmountMinor);
        Span<double> spread = stackalloc double[costs.Length];
        for (int i = 0; i < costs.Length; i++)
        {
            if (fit.Of((Outcome)i) is not { } learned)
                continue;
            costs[i] += unit * Dot(learned.Mean, inputs);
            spread[i] = unit * Math.Sqrt(learned.Precision.Variance(inputs));
        }
        shares.Clear();
        for (int draw = 0; draw < Draws; draw++)
        {
            int best = -1;
            double least = double.PositiveInfinity;
            for (int i = 0; i < costs.Length; i++)
            {
                double cost = costs[i] + spread[i] * normals[draw * costs.Length + i];
                if (offered[i] && cost < least)
                    (best, least) = (i, cost);
            }
            shares[best] += 1.0 / Draws;
        }
    }

    private Fitted Fit(FeatureSchema? schema)
    {
        if (fitted is { } done && done.SchemaHash == schema?.Hash)
            return done;
        // Whoever comes at the same time makes the same.
        return fitted = new Fitted(
            schema?.Hash,
            [.. Features.Select(feature => ColumnOf(schema, feature.Name))],
            [.. Outcomes.Select(outcome => (outcome.Outcome, outcome.Mean.ToArray(), PrecisionMatrix.Of(outcome.Precision)))]);
    }

    private static int ColumnOf(FeatureSchema? schema, string name)
    {
        for (int column = 0; column < (schema?.Width ?? 0); column++)
        {
            if (schema!.Columns[column].Name == name)
                return column;
        }
        throw new InvalidOperationException($"The policy has learned from feature '{name}', which this engine does not compute.");
    }

    private static double Dot(double[] weights, ReadOnlySpan<double> inputs)
    {
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
            sum += weights[i] * inputs[i];
        return sum;
    }

    private static double[] Normals(int count)
    {
        double[] drawn = new double[count];
        for (int i = 0; i < count; i++)
        {
            double sum = -6;
            for (int j = 0; j < 12; j++)
                sum += (StableHash.Mix((ulong)(i * 12 + j + 1)) >> 11) * (1.0 / (1ul << 53));
            drawn[i] = sum;
        }
        return drawn;
    }

    private sealed record Fitted(string? SchemaHash, int[] Columns, (Outcome Outcome, double[] Mean, PrecisionMatrix Precision)[] Outcomes)
    {
        public (double[] Mean, PrecisionMatrix Precision)? Of(Outcome outcome)
        {
            foreach ((Outcome one, double[] mean, PrecisionMatrix precision) in Outcomes)
            {
                if (one == outcome)
                    return (mean, precision);
            }
            return null;
        }
    }
}
