using System.Runtime.Intrinsics;

namespace FraudFunctions.Learning.Trees;

/// <summary>A split that would pay: bins up to <c>Cut</c> go left; -1 sends only missing values left.</summary>
internal readonly record struct Split(double Gain, int Feature, int Cut, bool MissingGoesLeft, Vector128<long> LeftSum)
{
    internal static readonly Split None;
    internal bool Exists => Gain > 0;
}

/// <summary>Finds the split of a node that gains most by the second-order criterion of XGBoost.</summary>
/// <remarks>
/// Gain = GL²/(HL+λ) + GR²/(HR+λ) - G²/(H+λ) (Chen and Guestrin 2016, equation 7, without the ½, as XGBoost computes it). Every cut is tried with
/// the missing values on either side. Example: λ 1, left (-3, 2), right (3, 2): 9/3 + 9/3 - 0 = 6. With monotone constraints the weights keep to
/// the node's bounds, and a cut whose children lie in the wrong order is no cut.
/// </remarks>
internal sealed class FindSplit(BinnedMatrix bins, BoostingOptions options, Constraints constraints, double scale)
{
    // Below 1e-6 XGBoost too takes a gain for rounding noise.
    private readonly double leastGain = Math.Max(options.Gamma, 1e-6);
    private readonly double toUnits = 1 / scale;

    /// <summary>Best split of a node with this total among the drawn features of one group.</summary>
    internal Split InGroup(Vector128<long>[] sums, int group, Vector128<long> node, in Bounds bounds, bool[] drawn)
    {
        var best = Split.None;
        var end = Math.Min(bins.Width, (group + 1) * bins.Lanes);
        for (var feature = group * bins.Lanes; feature < end; feature++)
            if (drawn[feature])
                best = InFeature(Histograms.OfFeature(sums, bins, feature), feature, node, bounds, best);
        return best;
    }

    private Split InFeature(ReadOnlySpan<Vector128<long>> sums, int feature, Vector128<long> node, in Bounds bounds, Split best)
    {
        var cuts = bins.Cuts[feature];
        var missing = cuts.HasMissing ? sums[cuts.MissingCode] : Vector128<long>.Zero;
        var anyMissing = missing != Vector128<long>.Zero;
        var parent = constraints.Any ? constraints.Score(node, constraints.Weight(node, bounds)) : Score(node);
        var left = Vector128<long>.Zero;
        var last = -1;
        for (var bin = 0; bin < cuts.Bins; bin++)
        {
            if (sums[bin] == Vector128<long>.Zero)
                continue;
            if (last >= 0)
            {
                Try(left, node, parent, feature, last, bin, false, bounds, ref best);
                if (anyMissing)
                    Try(left + missing, node, parent, feature, last, bin, true, bounds, ref best);
            }
            else if (anyMissing && !cuts.HasNegativeInfinity)
                Try(missing, node, parent, feature, -1, -1, true, bounds, ref best);
            left += sums[bin];
            last = bin;
        }
        if (best.Exists && best.Feature == feature && !anyMissing)
            // Nothing was missing here, so a missing value later on goes with the majority.
            best = best with { MissingGoesLeft = 2 * best.LeftSum[1] >= node[1] };
        return best;
    }

    private void Try(
        Vector128<long> left, Vector128<long> node, double parent, int feature, int last, int next, bool missingLeft, in Bounds bounds, ref Split best)
    {
        var right = node - left;
        if (left[1] * toUnits < options.MinChildWeight || right[1] * toUnits < options.MinChildWeight)
            return;
        var gain = (constraints.Any ? Constrained(left, right, constraints.Direction(feature, last), bounds) : Score(left) + Score(right)) - parent;
        if (gain > Math.Max(best.Gain, leastGain))
            best = new Split(gain, feature, Middle(feature, last, next), missingLeft, left);
    }

    private double Constrained(Vector128<long> left, Vector128<long> right, int direction, in Bounds bounds)
    {
        var (leftWeight, rightWeight) = (constraints.Weight(left, bounds), constraints.Weight(right, bounds));
        return direction * (leftWeight - rightWeight) > 0
            ? double.NegativeInfinity
            : constraints.Score(left, leftWeight) + constraints.Score(right, rightWeight);
    }

    /// <summary>All cuts between two filled bins part the node alike; the one in the middle of the gap is the best guess for new rows.</summary>
    private int Middle(int feature, int last, int next)
    {
        if (next - last <= 1)
            return last;
        var thresholds = bins.Cuts[feature].Thresholds;
        var middle = ((double)thresholds[last] + thresholds[next - 1]) / 2;
        var cut = last;
        while (cut + 1 < next && Math.Abs(thresholds[cut + 1] - middle) < Math.Abs(thresholds[cut] - middle))
            cut++;
        return cut;
    }

    private double Score(Vector128<long> sum)
    {
        var g = sum[0] * toUnits;
        return g * g / (sum[1] * toUnits + options.Lambda);
    }
}
