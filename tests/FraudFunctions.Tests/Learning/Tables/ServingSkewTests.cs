using FraudFunctions.Engine.Features;
using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Tests.Learning.Tables;

public sealed class ServingSkewTests
{
    [Fact]
    public void It_counts_the_rows_that_differ_by_column_and_the_values_that_only_one_side_had()
    {
        FeatureSchema schema = FeatureSchema.Handbook();
        float[] sequential = new float[schema.Width];
        ServingSkew skew = new(schema);
        skew.Add(sequential, sequential);
        skew.Add(sequential, Changed(sequential, 2, 3));
        skew.Add(sequential, Changed(sequential, 2, float.NaN));
        skew.Add(Changed(sequential, 5, float.NaN), Changed(sequential, 5, float.NaN));

        Assert.Equal((4, 2), (skew.Rows, skew.Identical));
        Assert.Equal(new ColumnSkew(schema.Columns[2].Name, Rows: 2, Missing: 1, Largest: 3), Assert.Single(skew.Differences));
    }

    private static float[] Changed(float[] row, int column, float value)
    {
        float[] changed = [.. row];
        changed[column] = value;
        return changed;
    }
}
