using System.Runtime.Intrinsics;

namespace FraudFunctions.Learning.Trees;

/// <summary>Between what values the leaves below a node must lie, so that the whole tree keeps to its monotone constraints.</summary>
/// <remarks>
/// XGBoost's way: a split on a constrained feature parts its node's bounds at the middle of its children's weights, and a weight is moved
/// into the bounds of its node. Example: a rising feature parts weights -1 and 3 at 1; all leaves on the left stay at or below 1, all on the
/// right at or above.
/// </remarks>
internal readonly record struct Bounds(double Low, double High)
{
    internal static readonly Bounds None = new(double.NegativeInfinity, double.PositiveInfinity);

    internal double Clip(double weight) => Math.Min(Math.Max(weight, Low), High);

    /// <summary>The bounds of a split's two children.</summary>
    internal (Bounds Left, Bounds Right) Part(int direction, double leftWeight, double rightWeight)
    {
        var middle = (leftWeight + rightWeight) / 2;
        return direction switch
        {
            > 0 => (this with { High = middle }, this with { Low = middle }),
            < 0 => (this with { Low = middle }, this with { High = middle }),
            0 => (this, this)
        };
    }
}

/// <summary>The monotone constraints by column, and the weights that keep to them.</summary>
internal sealed class Constraints
{
    private readonly int[] directions;
    private readonly double lambda, toUnits;

    /// <exception cref="ArgumentException">A constraint names no column.</exception>
    internal Constraints(IReadOnlyList<string> columns, BoostingOptions options, double scale)
    {
        (directions, lambda, toUnits) = (new int[columns.Count], options.Lambda, 1 / scale);
        foreach (var (name, direction) in options.Monotone)
        {
            var column = columns.ToList().IndexOf(name);
            directions[column >= 0 ? column : throw new ArgumentException($"There is no column '{name}' to constrain.")] = direction;
        }
        Any = options.Monotone.Count > 0;
    }

    internal bool Any { get; }

    /// <summary>+1, -1, or 0 where a split is free. Sending only missing values to one side raises no value.</summary>
    internal int Direction(int feature, int cut) => cut < 0 ? 0 : directions[feature];

    /// <summary>Best weight of a node, within its bounds: -G/(H + λ).</summary>
    internal double Weight(Vector128<long> sum, in Bounds bounds) => bounds.Clip(-(sum[0] * toUnits) / (sum[1] * toUnits + lambda));

    /// <summary>What a weight is worth: -(2Gw + (H + λ)w²), which is G²/(H + λ) at the unbounded best.</summary>
    internal double Score(Vector128<long> sum, double weight)
        => -(2 * (sum[0] * toUnits) * weight + (sum[1] * toUnits + lambda) * weight * weight);
}
