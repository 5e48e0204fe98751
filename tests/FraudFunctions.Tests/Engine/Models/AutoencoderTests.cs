using FraudFunctions.Engine.Models;

namespace FraudFunctions.Tests.Engine.Models;

public sealed class AutoencoderTests
{
    [Fact]
    public void A_value_at_the_median_is_zero_and_a_huge_one_is_cut()
    {
        AutoencoderColumn column = new(0, 50, 20, .5f, 1);
        Assert.Equal(0, column.Squash(50));
        Assert.Equal(1.386, column.Squash(70), .001);
        Assert.Equal(-1.386, column.Squash(30), .001);
        Assert.Equal([10, -10, 10], [column.Squash(20_050), column.Squash(float.NegativeInfinity), column.Squash(float.PositiveInfinity)]);
        Assert.True(float.IsNaN(column.Squash(float.NaN)));
        Assert.Equal(123, column.Unsquash(column.Squash(123)), .01);
        Assert.Equal(-7, column.Unsquash(column.Squash(-7)), .01);
    }

    [Fact]
    public void A_row_s_error_is_the_mean_over_the_columns_that_are_there()
    {
        // The network expects 0 of both: z is ln 2 = .693 of the first, ln 4 = 1.386 of the second with a residual of 2.
        Autoencoder network = Silent();
        Assert.Equal((.693147 + .693147) / 2, Error(network, 99, 11, 99, 23), 1e-5);
        Assert.Equal(.693147, Error(network, 99, 11, 99, float.NaN), 1e-5);
        Assert.Equal(0, Error(network, 99, float.NaN, 99, float.NaN));
    }

    [Fact]
    public void Every_column_s_part_adds_up_to_the_error_in_the_column_s_own_unit()
    {
        Autoencoder network = Silent();
        float[] row = [99, 11, 99, 100];
        IReadOnlyList<Deviation> deviations = network.Attribute(row);
        Assert.Equal([3, 1], deviations.Select(deviation => deviation.Column));
        Assert.Equal((100, 20), (deviations[0].Actual, deviations[0].Expected));
        Assert.Equal((11, 10), (deviations[1].Actual, deviations[1].Expected));
        Assert.Equal(1, deviations.Sum(deviation => deviation.Share), 1e-9);
        Assert.Equal(Error(network, row), deviations.Sum(deviation => deviation.Error), 1e-5);
        Assert.Equal(3, Assert.Single(network.Attribute([99, float.NaN, 99, 100])).Column);
        Assert.Empty(network.Attribute([99, float.NaN, 99, float.NaN]));
        Assert.Equal([.5, .5], network.Attribute([0, 10, 0, 20]).Select(deviation => deviation.Share));
    }

    [Fact]
    public void Quantiles_resolve_one_row_in_a_hundred_thousand()
    {
        float[] quantiles = ErrorQuantiles.Of([.. Enumerable.Range(0, 100_001).Select(i => i / 1000f)]);
        foreach (double share in new[] { .1, .5, .9, .99, .999, .9999 })
            Assert.Equal(1 - share, 1 - ErrorQuantiles.Percentile(quantiles, (float)(share * 100)), .02 * (1 - share));
        Assert.InRange(ErrorQuantiles.Percentile(quantiles, -1), 1e-12, .001);
        Assert.InRange(ErrorQuantiles.Percentile(quantiles, float.NaN), 1e-12, .001);
        Assert.InRange(ErrorQuantiles.Percentile(quantiles, float.PositiveInfinity), .99999, 1 - 1e-13);
        double[] rising = [.. Enumerable.Range(0, 400).Select(i => ErrorQuantiles.Percentile(quantiles, i * .5f))];
        Assert.Equal(rising.Order(), rising);
    }

    [Fact]
    public void Errors_all_alike_have_a_percentile_too()
    {
        float[] quantiles = ErrorQuantiles.Of([0, 0, 0, 0]);
        Assert.InRange(ErrorQuantiles.Percentile(quantiles, 0), 0.9, 1 - 1e-13);
        Assert.InRange(ErrorQuantiles.Percentile(quantiles, 1), .99, 1 - 1e-13);
    }

    [Fact]
    public void What_was_written_is_read_and_any_changed_byte_is_noticed()
    {
        byte[] bytes = Silent().ToBytes();
        Autoencoder read = Autoencoder.FromBytes(bytes);
        Assert.Equal((Silent().Id, 4, "s"), (read.Id, read.Width, read.SchemaHash));
        Assert.Equal(bytes, read.ToBytes());
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 1;
            Assert.Throws<InvalidDataException>(() => Autoencoder.FromBytes(bytes));
            bytes[i] ^= 1;
            Assert.Throws<InvalidDataException>(() => Autoencoder.FromBytes(bytes.AsSpan(0, i)));
        }
    }

    [Fact]
    public void What_is_no_autoencoder_is_refused()
    {
        AutoencoderColumn column = new(0, 0, 1, 1, 1);
        AutoencoderLayer layer = new(2, 1, new float[2], new float[1]);
        float[] quantiles = new float[ErrorQuantiles.Count];
        Refused([column with { Index = 1 }], [layer], quantiles);
        Refused([column with { Scale = 0 }], [layer], quantiles);
        Refused([column], [layer with { Inputs = 3 }], quantiles);
        Refused([column], [layer with { Weights = new[] { 1, float.NaN } }], quantiles);
        Refused([column], [], quantiles);
        Refused([column], [layer], quantiles[1..]);
        Refused([column], [layer], [1, .. quantiles[1..]]);
    }

    private static void Refused(AutoencoderColumn[] columns, AutoencoderLayer[] layers, float[] quantiles)
        => Assert.Throws<ArgumentException>(() => new Autoencoder("s", 1, columns, layers, quantiles));

    /// <summary>Reads columns 1 and 3 of four and always expects their medians.</summary>
    private static Autoencoder Silent() => new(
        "s", 4, [new(1, 10, 1, 1, 1), new(3, 20, 1, 1, 2)], [new(4, 2, new float[8], new float[2])],
        ErrorQuantiles.Of([.. Enumerable.Range(0, 100).Select(i => i / 50f)]));

    private static double Error(Autoencoder network, params float[] row)
    {
        float[] error = new float[1];
        network.Score(row, error);
        return error[0];
    }
}
