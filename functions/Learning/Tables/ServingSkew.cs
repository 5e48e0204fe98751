using FraudFunctions.Engine.Features;

namespace FraudFunctions.Learning.Tables;

/// <summary>
/// Compares the features that were served with those of a sequential pass over the same events. Partitions run side by side, so a merchant may not
/// have heard yet of a payment that came a moment before; how often that shows is a figure, not a hope.
/// </summary>
public sealed class ServingSkew(FeatureSchema schema)
{
    private readonly double[] largest = new double[schema.Width];
    private readonly long[] different = new long[schema.Width];
    private readonly long[] missing = new long[schema.Width];

    public long Rows { get; private set; }

    /// <summary>Rows in which every feature is the same to the last bit.</summary>
    public long Identical { get; private set; }

    public void Add(ReadOnlySpan<float> sequential, ReadOnlySpan<float> served)
    {
        bool identical = true;
        for (int column = 0; column < sequential.Length; column++)
        {
            if (sequential[column].Equals(served[column]))
                continue;
            identical = false;
            different[column]++;
            if (float.IsNaN(sequential[column]) || float.IsNaN(served[column]))
                missing[column]++;
            else
                largest[column] = Math.Max(largest[column], Math.Abs((double)sequential[column] - served[column]));
        }
        Rows++;
        Identical += identical ? 1 : 0;
    }

    /// <summary>The columns that differed anywhere.</summary>
    public IReadOnlyList<ColumnSkew> Differences
        => [.. Enumerable.Range(0, schema.Width).Where(column => different[column] > 0)
            .Select(column => new ColumnSkew(schema.Columns[column].Name, different[column], missing[column], largest[column]))
            .OrderByDescending(one => one.Rows)];
}

/// <summary>How one column differed: in how many rows, in how many of them only one side had a value, and by how much at most where both had one.</summary>
public sealed record ColumnSkew(string Column, long Rows, long Missing, double Largest);
