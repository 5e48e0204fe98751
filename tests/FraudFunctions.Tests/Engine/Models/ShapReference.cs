using FraudFunctions.Engine.Models;

namespace FraudFunctions.Tests.Engine.Models;

/// <summary>Two slow definitions of the same values: Shapley's sum over all subsets, and Lundberg's Algorithm 2 as printed.</summary>
internal static class ShapReference
{
    /// <summary>Lundberg et al. 2018, Algorithm 1: features outside the set follow both children by cover.</summary>
    internal static double Expected(TreeEnsemble model, ReadOnlySpan<float> row, int set)
    {
        double sum = model.PriorMargin;
        foreach (var root in model.Roots)
            sum += Expected(model, row, set, root);
        return sum;
    }

    /// <summary>Shapley (1953): the mean of a feature's marginal contributions, weighted by the size of the set it joins.</summary>
    internal static double[] BruteForce(TreeEnsemble model, ReadOnlySpan<float> row)
    {
        var contributions = new double[model.Width];
        for (var feature = 0; feature < model.Width; feature++)
            for (var set = 0; set < 1 << model.Width; set++)
                if ((set >> feature & 1) == 0)
                {
                    var size = int.PopCount(set);
                    var weight = Factorial(size) * Factorial(model.Width - 1 - size) / Factorial(model.Width);
                    contributions[feature] += weight * (Expected(model, row, set | 1 << feature) - Expected(model, row, set));
                }
        return contributions;
    }

    /// <summary>Algorithm 2 with its EXTEND and UNWIND.</summary>
    internal static double[] Algorithm2(TreeEnsemble model, ReadOnlySpan<float> row)
    {
        var contributions = new double[model.Width];
        foreach (var root in model.Roots)
            Recurse(model, row, root, [], 1, 1, -1, contributions);
        return contributions;
    }

    private static double Expected(TreeEnsemble model, ReadOnlySpan<float> row, int set, int at)
    {
        var node = model.Nodes[at];
        if (node.IsLeaf)
            return node.Value;
        if ((set >> node.Feature & 1) == 1)
            return Expected(model, row, set, node.SendsLeft(row[node.Feature]) ? node.Left : node.Right);
        var (left, right) = ((double)model.Nodes[node.Left].Cover, (double)model.Nodes[node.Right].Cover);
        return (left * Expected(model, row, set, node.Left) + right * Expected(model, row, set, node.Right)) / (left + right);
    }

    private record struct Step(int Feature, double Zero, double One, double Weight);

    private static void Recurse(
        TreeEnsemble model, ReadOnlySpan<float> row, int at, Step[] above, double zero, double one, int feature, double[] contributions)
    {
        var path = Extend(above, zero, one, feature);
        var node = model.Nodes[at];
        if (node.IsLeaf)
        {
            for (var i = 1; i < path.Length; i++)
                contributions[path[i].Feature] += Unwind(path, i).Sum(step => step.Weight) * (path[i].One - path[i].Zero) * node.Value;
            return;
        }
        var (hot, cold) = node.SendsLeft(row[node.Feature]) ? (node.Left, node.Right) : (node.Right, node.Left);
        var (incomingZero, incomingOne) = (1.0, 1.0);
        var seen = Array.FindIndex(path, step => step.Feature == node.Feature);
        if (seen >= 0)
        {
            (incomingZero, incomingOne) = (path[seen].Zero, path[seen].One);
            path = Unwind(path, seen);
        }
        var (hotCover, coldCover) = ((double)model.Nodes[hot].Cover, (double)model.Nodes[cold].Cover);
        Recurse(model, row, hot, path, incomingZero * hotCover / (hotCover + coldCover), incomingOne, node.Feature, contributions);
        Recurse(model, row, cold, path, incomingZero * coldCover / (hotCover + coldCover), 0, node.Feature, contributions);
    }

    private static Step[] Extend(Step[] above, double zero, double one, int feature)
    {
        var length = above.Length;
        Step[] path = [.. above, new Step(feature, zero, one, length == 0 ? 1 : 0)];
        for (var i = length - 1; i >= 0; i--)
        {
            path[i + 1].Weight += one * path[i].Weight * (i + 1) / (length + 1);
            path[i].Weight = zero * path[i].Weight * (length - i) / (length + 1);
        }
        return path;
    }

    private static Step[] Unwind(Step[] from, int index)
    {
        var path = (Step[])from.Clone();
        var last = path.Length - 1;
        var next = path[last].Weight;
        for (var j = last - 1; j >= 0; j--)
        {
            if (path[index].One != 0)
            {
                var old = path[j].Weight;
                path[j].Weight = next * (last + 1) / ((j + 1) * path[index].One);
                next = old - path[j].Weight * path[index].Zero * (last - j) / (last + 1);
            }
            else
                path[j].Weight = path[j].Weight * (last + 1) / (path[index].Zero * (last - j));
        }
        for (var j = index; j < last; j++)
            path[j] = path[j + 1] with { Weight = path[j].Weight };
        return path[..last];
    }

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
}
