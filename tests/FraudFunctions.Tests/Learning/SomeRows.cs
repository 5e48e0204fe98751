using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning;

/// <summary>Builds labelled rows for tests.</summary>
internal static class SomeRows
{
    /// <summary>Rows whose fraud depends on the first features; others are noise.</summary>
    internal static Dataset Frauds(int rows, int width, int seed, double missing = 0)
    {
        var random = new Random(seed);
        var (values, labels) = (new float[rows * width], new bool[rows]);
        for (var row = 0; row < rows; row++)
        {
            var x = values.AsSpan(row * width, width);
            foreach (ref var value in x)
                value = (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
            labels[row] = random.NextDouble() < 1 / (1 + Math.Exp(-Truth(x)));
            foreach (ref var value in x)
                value = random.NextDouble() < missing ? float.NaN : value;
        }
        return Of(width, values, labels);
    }

    /// <summary>The log-odds that the labels were drawn from.</summary>
    internal static double Truth(ReadOnlySpan<float> x) => -3.5 + 3 * x[0] + (x.Length > 2 && x[1] > .3 ? 2 * x[2] : 0);

    internal static Dataset Of(int width, float[] values, bool[] labels) => new()
    {
        FeatureNames = [.. Enumerable.Range(0, width).Select(i => $"x{i}")],
        Features = new Matrix(labels.Length, width, values),
        Labels = labels,
        RowIds = Enumerable.Range(0, labels.Length).Select(row => $"row-{row}").ToArray()
    };

    /// <summary>One feature, labels as 0 and 1.</summary>
    internal static Dataset Column(float[] values, params int[] labels) => Of(1, values, Array.ConvertAll(labels, label => label == 1));
}
