using FraudFunctions.Engine;
using FraudFunctions.Engine.State;

namespace FraudFunctions.Tests.Engine.State;

/// <summary>The small measures that states are made of.</summary>
public sealed class MeasuresTests
{
    [Fact]
    public void A_moving_average_follows_by_its_share()
    {
        Ewma ewma = default;
        foreach (double value in new double[] { 1, 1, 2 })
            ewma.Add(value, .2);
        Assert.Equal(1.2, ewma.Mean, 12);
    }

    [Fact]
    public void The_spread_is_that_of_the_textbook()
    {
        Spread spread = default;
        foreach (double value in new double[] { 2, 4, 4, 4, 5, 5, 7, 9 })
            spread.Add(value);
        Assert.Equal(5, spread.Mean, 12);
        Assert.Equal(Math.Sqrt(32 / 7.0), spread.Deviation, 12);
    }

    [Fact]
    public void A_decayed_count_does_not_depend_on_the_order_of_arrival()
    {
        DecayedCount inOrder = default;
        DecayedCount mixed = default;
        foreach (uint time in new uint[] { 100, 200, 300 })
            inOrder.Add(time, 86_400);
        foreach (uint time in new uint[] { 300, 100, 200 })
            mixed.Add(time, 86_400);
        Assert.Equal(inOrder.At(1_000, 86_400), mixed.At(1_000, 86_400), 12);
        Assert.Equal(3 * Math.Exp(-1), new DecayedCount { Time = 1_000, Value = 3 }.At(1_000 + 86_400, 86_400), 12);
    }

    [Theory]
    [InlineData(23, 1, 2)]
    [InlineData(1, 23, 2)]
    [InlineData(6, 18, 12)]
    public void Hours_are_compared_around_the_clock(int usual, int now, double distance)
    {
        HourProfile hours = default;
        hours.Add((uint)usual * 3_600);
        Assert.Equal(distance, hours.Distance((uint)now * 3_600), 6);
    }

    [Fact]
    public void Nothing_that_was_seen_reads_as_new_and_the_count_is_close()
    {
        Seen seen = Seen.Of(256);
        for (int i = 0; i < 40; i++)
            seen.Add(StableHash.Of($"m{i}"));
        Assert.All(Enumerable.Range(0, 40), i => Assert.True(seen.Has(StableHash.Of($"m{i}"))));
        Assert.InRange(seen.Estimate(), 34, 46);
        Assert.InRange(Enumerable.Range(1_000, 10_000).Count(i => seen.Has(StableHash.Of($"m{i}"))), 100, 1_500);
    }

    [Fact]
    public void A_flight_from_Berlin_to_Rome_within_the_hour_is_faster_than_a_jet()
    {
        Trail trail = default;
        trail.Add(52.52, 13.40, 1_000);
        Assert.Equal(1_183, trail.KmFromHome(41.90, 12.50), 0);
        Assert.Equal(2_366, trail.KmPerHour(41.90, 12.50, 1_000 + 1_800), 0);
    }

    [Fact]
    public void The_stable_hash_is_stable()
    {
        Assert.Equal(0xefd01f60ba992926, StableHash.Of(""));
        Assert.Equal(StableHash.Of("customer-1"), StableHash.Of("customer-1".AsSpan()));
        Assert.NotEqual(StableHash.Of("ab"), StableHash.Of("ba"));
        Assert.NotEqual(0, StableHash.Short(""));
    }
}
