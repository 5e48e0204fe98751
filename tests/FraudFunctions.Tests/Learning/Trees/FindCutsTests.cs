using FraudFunctions.Learning.Trees;
using FsCheck.Xunit;

namespace FraudFunctions.Tests.Learning.Trees;

public sealed class FindCutsTests
{
    [Property(MaxTest = 300)]
    public bool A_bin_and_a_threshold_answer_alike_for_every_trained_value(float[] drawn, int cuts)
    {
        float[] values = [.. drawn, 0f, -0f, float.NaN, float.Epsilon, -float.Epsilon, 1, MathF.BitIncrement(1), float.MaxValue];
        var found = Find(values, 1 + (cuts & 7), CutRule.EqualFrequency);
        return values.Where(value => !float.IsNaN(value)).All(value =>
            Enumerable.Range(0, found.Thresholds.Length).All(k => found.CodeOf(value) <= k == value < found.Thresholds[k]));
    }

    [Fact]
    public void Few_values_get_a_threshold_in_every_gap()
        => Assert.Equal([1.5f, 4, 7.5f], Find([9, 1, 2, 6, 1, 2], 255, CutRule.ClassBalanced).Thresholds);

    [Fact]
    public void Many_values_are_shared_out_to_bins_of_equal_mass()
        => Assert.Equal([25.5f, 50.5f, 75.5f], Find([.. Enumerable.Range(1, 100)], 3, CutRule.EqualFrequency).Thresholds);

    [Fact]
    public void A_heavy_value_gets_a_bin_to_itself()
        => Assert.Equal([1.5f, 5.5f], Find([1, 1, 1, 2, 9], 2, CutRule.EqualFrequency).Thresholds);

    [Fact]
    public void Thresholds_gather_where_frauds_are()
    {
        var values = Enumerable.Range(1, 10_000).Select(i => (float)i).ToArray();
        var labels = Array.ConvertAll(values, value => value > 9900);
        var rows = SomeRows.Of(1, values, labels);
        int Above(CutRule rule) => new FindCuts(rows, new BoostingOptions { Cuts = rule, MaxCuts = 99 })
            .Of(values, new ulong[10_000], new ulong[10_000]).Thresholds.Count(threshold => threshold > 9900);
        Assert.InRange(Above(CutRule.EqualFrequency), 0, 1);
        Assert.InRange(Above(CutRule.ClassBalanced), 48, 51);
    }

    [Theory]
    [InlineData(255, false, 255)]
    [InlineData(255, true, 254)]
    [InlineData(256, true, 256)]
    public void A_byte_holds_256_codes_missing_included(int asked, bool missing, int thresholds)
    {
        var values = Enumerable.Range(0, 5000).Select(i => missing && i == 7 ? float.NaN : i).ToArray();
        var found = Find(values, asked, CutRule.EqualFrequency);
        Assert.Equal(thresholds, found.Thresholds.Length);
        Assert.Equal(missing, found.HasMissing);
    }

    [Fact]
    public void Neighbouring_floats_are_told_apart()
    {
        var next = MathF.BitIncrement(3);
        Assert.Equal(next, FindCuts.Between(3, next));
        Assert.Equal(2.5f, FindCuts.Between(2, 3));
        Assert.Equal(float.PositiveInfinity, FindCuts.Between(3, float.PositiveInfinity));
        Assert.Equal(3, FindCuts.Between(float.NegativeInfinity, 3));
        Assert.Equal(0, FindCuts.Between(-float.MaxValue, float.MaxValue));
    }

    [Property]
    public bool Sorting_by_radix_is_sorting(float[] values)
    {
        var present = values.Where(value => !float.IsNaN(value)).ToArray();
        var keys = present.Select((value, row) => FloatOrder.Key(value, row)).ToArray();
        var sorted = FloatOrder.Sort(keys, new ulong[keys.Length]).ToArray();
        return sorted.Select(FloatOrder.Value).SequenceEqual(present.Order())
            && sorted.All(key => present[FloatOrder.Row(key)] == FloatOrder.Value(key));
    }

    private static Cuts Find(float[] values, int most, CutRule rule)
    {
        var rows = SomeRows.Of(1, values, new bool[values.Length]);
        return new FindCuts(rows, new BoostingOptions { Cuts = rule, MaxCuts = most })
            .Of(values, new ulong[values.Length], new ulong[values.Length]);
    }
}
