using FraudFunctions.Engine.Models;

namespace FraudFunctions.Tests.Engine.Models;

/// <summary>Builds ensembles for tests.</summary>
internal static class SomeTrees
{
    internal const string Schema = "schema-1";

    /// <summary>Start -2; "x0 &lt; 220 ? -0.5 : 3", covers 90 and 10, missing goes right.</summary>
    internal static TreeEnsemble Amount() => new(Schema, 1, -2, [[
        TreeNode.Split(0, 220, 1, 2, missingGoesLeft: false, 100), TreeNode.Leaf(-.5f, 90), TreeNode.Leaf(3, 10)]]);

    /// <summary>Random shapes, features, thresholds near 0, covers and sides for missing values.</summary>
    internal static TreeEnsemble Random(int seed, int width, int trees, int depth)
    {
        var random = new Random(seed);
        var grown = new List<TreeNode[]>();
        for (var tree = 0; tree < trees; tree++)
        {
            var nodes = new List<TreeNode>();
            Grow(random, width, depth, 100, nodes);
            grown.Add([.. nodes]);
        }
        return new TreeEnsemble(Schema, width, (float)random.NextDouble() - 2, grown);
    }

    /// <summary>Rows of small numbers with some missing and some infinite values.</summary>
    internal static float[] RandomRows(int seed, int width, int rows, double missing = .1, double infinite = .02)
    {
        var random = new Random(seed);
        var values = new float[width * rows];
        foreach (ref var value in values.AsSpan())
        {
            var draw = random.NextDouble();
            value = draw < missing ? float.NaN
                : draw < missing + infinite ? (random.Next(2) == 0 ? float.NegativeInfinity : float.PositiveInfinity)
                : MathF.Round((float)(random.NextDouble() * 4 - 2), random.Next(4));
        }
        return values;
    }

    private static int Grow(Random random, int width, int depth, float cover, List<TreeNode> nodes)
    {
        var index = nodes.Count;
        if (depth == 0 || random.Next(8) == 0)
        {
            nodes.Add(TreeNode.Leaf((float)(random.NextDouble() - .5), cover));
            return index;
        }
        nodes.Add(default);
        var share = (float)(.05 + .9 * random.NextDouble());
        var left = Grow(random, width, depth - 1, cover * share, nodes);
        var right = Grow(random, width, depth - 1, cover * (1 - share), nodes);
        var threshold = MathF.Round((float)(random.NextDouble() * 4 - 2), 1);
        nodes[index] = TreeNode.Split(random.Next(width), threshold, left, right, random.Next(2) == 0, cover);
        return index;
    }
}
