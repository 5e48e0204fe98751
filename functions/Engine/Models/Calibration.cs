using System.Text.Json.Serialization;

namespace FraudFunctions.Engine.Models;

/// <summary>A never-falling map from a model's probability to an observed frequency. Part of the model card.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Uncalibrated), "none")]
[JsonDerivedType(typeof(PlattScaling), "platt")]
[JsonDerivedType(typeof(IsotonicSteps), "isotonic")]
public abstract record Calibration
{
    public abstract double Apply(double probability);
}

/// <summary>Leaves the probability as it is.</summary>
public sealed record Uncalibrated : Calibration
{
    public override double Apply(double probability) => probability;
}

/// <summary>A straight line in log-odds (Platt 1999).</summary>
/// <remarks>Example: slope 2, intercept -1 takes .5 (log-odds 0) to .2689 and .7311 (log-odds 1) to .7311.</remarks>
public sealed record PlattScaling : Calibration
{
    // A float probability of exactly 0 or 1 has no finite log-odds.
    private const double Edge = 1e-9;

    public PlattScaling(double slope, double intercept)
    {
        if (!(slope > 0) || double.IsInfinity(slope) || !double.IsFinite(intercept))
            throw new ArgumentException($"A slope of {slope} and an intercept of {intercept} are no rising line.");
        (Slope, Intercept) = (slope, intercept);
    }

    public double Slope { get; }
    public double Intercept { get; }

    public override double Apply(double probability) => TreeEnsemble.Sigmoid(Slope * LogOdds(probability) + Intercept);

    public static double LogOdds(double probability)
    {
        var inside = Math.Clamp(probability, Edge, 1 - Edge);
        return Math.Log(inside / (1 - inside));
    }
}

/// <summary>Straight lines between the centres of the steps that isotonic regression finds; flat outside.</summary>
/// <remarks>
/// Centred, so that the order of scores survives inside the range (Oron and Flournoy 2017).
/// Example: scores .1 .5, probabilities .02 .40 take .3 to .21 and .9 to .40.
/// </remarks>
public sealed record IsotonicSteps : Calibration
{
    private readonly double[] scores;
    private readonly double[] probabilities;

    public IsotonicSteps(IReadOnlyList<double> scores, IReadOnlyList<double> probabilities)
    {
        if (scores.Count == 0 || scores.Count != probabilities.Count)
            throw new ArgumentException($"{scores.Count} scores and {probabilities.Count} probabilities are no steps.");
        for (var i = 0; i < scores.Count; i++)
            if (!(probabilities[i] is >= 0 and <= 1) || (i > 0 && !(scores[i] > scores[i - 1] && probabilities[i] >= probabilities[i - 1])))
                throw new ArgumentException($"Step {i} does not rise.");
        (this.scores, this.probabilities) = ([.. scores], [.. probabilities]);
    }

    public IReadOnlyList<double> Scores => scores;
    public IReadOnlyList<double> Probabilities => probabilities;

    public override double Apply(double probability)
    {
        var at = Array.BinarySearch(scores, probability);
        if (at >= 0)
            return probabilities[at];
        var above = ~at;
        if (above == 0)
            return probabilities[0];
        if (above == scores.Length)
            return probabilities[^1];
        var share = (probability - scores[above - 1]) / (scores[above] - scores[above - 1]);
        return probabilities[above - 1] + share * (probabilities[above] - probabilities[above - 1]);
    }

    public bool Equals(IsotonicSteps? other)
        => other is not null && scores.AsSpan().SequenceEqual(other.scores) && probabilities.AsSpan().SequenceEqual(other.probabilities);

    public override int GetHashCode() => HashCode.Combine(scores.Length, scores[0], probabilities[^1]);
}
