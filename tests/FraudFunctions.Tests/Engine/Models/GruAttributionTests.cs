using FraudFunctions.Engine.Models;

namespace FraudFunctions.Tests.Engine.Models;

public sealed class GruAttributionTests
{
    private const int Width = 9;
    private const int Units = 8;

    private static double LogOdds(GruNetwork network, float[] row, Half[] memory)
    {
        float[] fraud = new float[1];
        network.Step(row, [.. memory.Select(unit => (float)unit)], new float[Units], fraud, new float[1]);
        return PlattScaling.LogOdds(fraud[0]);
    }

    /// <summary>With nobody remembered the columns must make up the whole difference by themselves: what is left to the memory is the integral's error.</summary>
    [Fact]
    public void The_columns_of_a_first_payment_add_up_without_any_memory()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            GruNetwork network = SomeNetworks.Random(seed, Width, Units);
            float[] row = SomeNetworks.Rows(seed + 100, 1, Width);
            double logOdds = LogOdds(network, row, new Half[Units]);
            StepExplanation step = new GruAttribution(network).Explain(row, [], logOdds);
            Assert.Equal(logOdds, step.Start + step.Columns.Sum() + step.Memory, 9);
            Assert.True(Math.Abs(step.Memory) < .005 * (1 + Math.Abs(logOdds - step.Start)), $"seed {seed}: {step.Memory} of {logOdds - step.Start}");
        }
    }

    [Fact]
    public void A_row_that_says_nothing_leaves_everything_to_the_memory()
    {
        GruNetwork network = SomeNetworks.Random(7, Width, Units);
        float[] row = [.. Enumerable.Repeat(float.NaN, Width)];
        // Missing is remarkable for the one column whose absence has an input of its own.
        row[0] = .2f;
        Half[] memory = [.. Enumerable.Range(0, Units).Select(unit => (Half)(.1 * unit - .3))];
        double logOdds = LogOdds(network, row, memory);
        StepExplanation step = new GruAttribution(network).Explain(row, memory, logOdds);
        Assert.All(step.Columns, column => Assert.Equal(0, column, 6));
        Assert.Equal(logOdds - step.Start, step.Memory, 6);
        Assert.True(Math.Abs(step.Memory) > .01);
    }

    [Fact]
    public void A_column_that_nobody_looks_at_adds_nothing()
    {
        GruNetwork network = SomeNetworks.Random(3, Width, Units);
        float[] row = SomeNetworks.Rows(3, 1, Width);
        StepExplanation step = new GruAttribution(network).Explain(row, new Half[Units], LogOdds(network, row, new Half[Units]));
        HashSet<int> seen = [.. network.Inputs.Select(input => input.Column)];
        Assert.All(Enumerable.Range(0, Width).Where(column => !seen.Contains(column)), column => Assert.Equal(0, step.Columns[column]));
    }
}
