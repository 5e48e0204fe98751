using FraudFunctions.Engine.Features;
using FraudFunctions.Learning.Networks.Autoencoders;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning.Networks.Autoencoders;

/// <summary>Feature rows whose columns of behaviour hang together: three habits behind all of them, heavy tails, some missing.</summary>
internal static class SomeBehaviour
{
    internal static readonly FeatureSchema Schema = FeatureSchema.Payments();

    internal static IReadOnlyList<int> Columns { get; } = BehaviourColumns.Of(Schema);

    internal static Dataset Rows(int count, int seed, double missing = .05, double frauds = 0)
    {
        Random random = new(seed);
        float[] values = new float[count * Schema.Width];
        bool[] labels = new bool[count];
        values.AsSpan().Fill(float.NaN);
        for (int row = 0; row < count; row++)
        {
            labels[row] = random.NextDouble() < frauds;
            double[] habits = [Normal(random), Normal(random), Normal(random)];
            for (int i = 0; i < Columns.Count; i++)
            {
                // Frauds do not keep to the habits: every column for itself.
                double habit = labels[row] ? Normal(random) : habits[i % 3] * (i % 2 == 0 ? 1 : -1);
                if (random.NextDouble() >= missing)
                    values[row * Schema.Width + Columns[i]] = (float)(Math.Exp(habit + .2 * Normal(random)) * (1 + i));
            }
        }
        return new Dataset
        {
            FeatureNames = [.. Schema.Columns.Select(column => column.Name)],
            Features = new Matrix(count, Schema.Width, values),
            Labels = labels
        };
    }

    private static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
