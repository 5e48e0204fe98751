using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Training;

namespace FraudFunctions.Tests.Learning.Training;

public sealed class FitBlendTests
{
    /// <summary>Frauds that trees see well, the sequence sees otherwise, and a third thing that is chance.</summary>
    private static BlendRows Rows(int count, double sequenceHelps, int seed = 1)
    {
        Random chance = new(seed);
        double Noise() => Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(2 * Math.PI * chance.NextDouble());
        bool[] labels = [.. Enumerable.Range(0, count).Select(_ => chance.NextDouble() < .02)];
        return new BlendRows
        {
            Labels = labels,
            Trees = [.. labels.Select(fraud => -4.5 + (fraud ? 3 : 0) + Noise())],
            Sequence = [.. labels.Select(fraud => -4.5 + (fraud ? 3 * sequenceHelps : 0) + Noise())],
            Anomaly = [.. labels.Select(_ => -Math.Log(1 - chance.NextDouble()))],
            Customers = [.. labels.Select((_, row) => $"c{row % 900}")],
        };
    }

    [Fact]
    public void A_part_that_sees_what_the_trees_do_not_earns_a_weight_and_one_that_sees_nothing_is_auxiliary()
    {
        FittedBlend fitted = FitBlend.On(Rows(20_000, sequenceHelps: 1));
        Assert.True(fitted.Blend!.Sequence > .3, $"{fitted.Blend}");
        Assert.Equal(["autoencoder"], fitted.Auxiliary);
        BlendTrial alone = fitted.Trials.Single(trial => trial.Parts == "trees");
        BlendTrial chosen = fitted.Trials.Single(trial => trial.Chosen);
        Assert.Equal("trees + sequence", chosen.Parts);
        Assert.True(chosen.AveragePrecision > alone.AveragePrecision + .05, $"{alone} {chosen}");
    }

    [Fact]
    public void Where_no_part_helps_the_trees_stay_alone()
    {
        FittedBlend fitted = FitBlend.On(Rows(20_000, sequenceHelps: 0, seed: 3));
        Assert.Null(fitted.Blend);
        Assert.Equal(["sequence", "autoencoder"], fitted.Auxiliary);
    }

    [Fact]
    public void A_handful_of_frauds_decides_nothing()
        => Assert.Null(FitBlend.On(Rows(1_000, sequenceHelps: 1)).Blend);

    [Fact]
    public void No_weight_argues_against_its_own_part()
    {
        BlendRows rows = Rows(20_000, sequenceHelps: -.5);
        FittedBlend fitted = FitBlend.On(rows);
        Assert.True(fitted.Blend is null || fitted.Blend.Sequence >= 0);
    }

    [Fact]
    public void The_blend_is_as_often_right_as_it_says()
    {
        BlendRows rows = Rows(40_000, sequenceHelps: 1, seed: 2);
        Blend blend = FitBlend.On(rows).Blend!;
        double said = rows.Trees.Select((trees, row) => TreeEnsemble.Sigmoid(blend.LogOdds(trees, rows.Anomaly![row], rows.Sequence![row]))).Sum();
        Assert.InRange(said / rows.Labels.Count(true), .97, 1.03);
    }
}
