using FraudFunctions.Learning.Simulation.Chances;

namespace FraudFunctions.Tests.Learning.Simulation;

public sealed class ChanceTests
{
    [Theory]
    [InlineData(1e-12)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(1.4142135623731)]
    [InlineData(10)]
    [InlineData(1e15)]
    public void The_exact_logarithm_is_right(double x)
        => Assert.Equal(Math.Log(x), ExactMath.Log(x), 1e-12 * Math.Max(1, Math.Abs(Math.Log(x))));

    [Theory]
    [InlineData(-20)]
    [InlineData(-0.3)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12.5)]
    public void The_exact_exponential_is_right(double x)
        => Assert.Equal(1, ExactMath.Exp(x) / Math.Exp(x), 1e-12);

    [Fact]
    public void The_first_numbers_of_a_stream_are_fixed_for_ever()
    {
        var chance = Chance.Of(1, Strand.Shop, 2, 3);
        Assert.Equal([374318849193179560UL, 18064757487882034925UL], [chance.Next(), chance.Next()]);
    }

    [Fact]
    public void Normal_and_Poisson_have_their_moments()
    {
        var chance = new Chance(42);
        var normal = Enumerable.Range(0, 100_000).Select(_ => chance.Normal()).ToList();
        Assert.Equal(0, normal.Average(), 0.02);
        Assert.Equal(1, normal.Average(x => x * x), 0.02);
        foreach (double mean in (double[])[0.3, 4, 60])
        {
            var counts = Enumerable.Range(0, 50_000).Select(_ => (double)chance.Poisson(mean)).ToList();
            Assert.Equal(mean, counts.Average(), 0.05 * mean);
            Assert.Equal(mean, counts.Average(x => (x - mean) * (x - mean)), 0.06 * mean);
        }
    }

    [Fact]
    public void A_pick_follows_its_weights_and_never_takes_what_weighs_nothing()
    {
        var chance = new Chance(5);
        double[] totals = Chance.RunningTotals([0, 3, 0, 1, 0]);
        int[] counts = new int[5];
        for (int i = 0; i < 40_000; i++)
            counts[chance.Pick(totals)]++;
        Assert.Equal(0, counts[0] + counts[2] + counts[4]);
        Assert.Equal(0.75, counts[1] / 40_000.0, 0.01);
    }

    [Fact]
    public void Strands_do_not_repeat_one_another()
    {
        var seen = new HashSet<ulong>();
        foreach (var strand in Enum.GetValues<Strand>())
        {
            for (int first = -20; first < 20; first++)
            {
                for (int second = 0; second < 20; second++)
                {
                    var chance = Chance.Of(9, strand, first, second);
                    Assert.True(seen.Add(chance.Next()));
                }
            }
        }
    }
}
