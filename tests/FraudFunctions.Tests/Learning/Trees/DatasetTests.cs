using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning.Trees;

public sealed class DatasetTests
{
    private static readonly Dataset Four = SomeRows.Of(2, [1, 2, 3, 4, 5, 6, 7, 8], [false, true, false, true]) with
    {
        AmountsMinor = new long[] { 10, 20, 30, 40 }
    };

    [Fact]
    public void A_slice_is_the_same_rows_in_the_same_memory()
    {
        var middle = Four.Slice(1, 2);
        Assert.Equal([3, 4, 5, 6], middle.Features.Values.ToArray());
        Assert.Equal([true, false], middle.Labels.ToArray());
        Assert.Equal([20, 30], middle.AmountsMinor.ToArray());
        Assert.Equal(["row-1", "row-2"], middle.RowIds.ToArray());
        Assert.True(middle.Weights.IsEmpty);
    }

    [Fact]
    public void Selected_rows_come_in_the_order_asked_for()
    {
        var picked = Four.Select([3, 0]);
        Assert.Equal([7, 8, 1, 2], picked.Features.Values.ToArray());
        Assert.Equal([40, 10], picked.AmountsMinor.ToArray());
        Assert.Equal(1, picked.Positives);
    }

    [Fact]
    public void The_hash_of_a_training_set_notices_every_change()
    {
        string[] hashes = [
            Four.ContentHash(), Four.Slice(0, 3).ContentHash(), (Four with { Labels = new bool[4] }).ContentHash(),
            (Four with { FeatureNames = ["x0", "x9"] }).ContentHash(), (Four with { Weights = new float[] { 1, 1, 1, 1 } }).ContentHash(),
            SomeRows.Of(2, [1, 2, 3, 4, 5, 6, 7, 9], [false, true, false, true]).ContentHash()];
        Assert.Equal(6, hashes.Distinct().Count());
        Assert.Equal(Four.ContentHash(), (Four with { AmountsMinor = default }).ContentHash());
    }

    [Fact]
    public void Sampling_keeps_every_fraud_and_the_same_share_of_the_rest_whatever_the_order()
    {
        var rows = SomeRows.Frauds(20_000, 1, seed: 31);
        var kept = NegativeSampling.Keep(rows, .05, seed: 7);
        Assert.Equal(rows.Positives, kept.Positives);
        Assert.InRange((kept.Rows - kept.Positives) / (double)(rows.Rows - rows.Positives), .045, .055);
        var reversed = NegativeSampling.Keep(rows.Select([.. Enumerable.Range(0, 20_000).Reverse()]), .05, seed: 7);
        Assert.Equal(kept.RowIds.ToArray().Order(), reversed.RowIds.ToArray().Order());
        Assert.NotEqual(kept.RowIds.ToArray(), NegativeSampling.Keep(rows, .05, seed: 8).RowIds.ToArray());
        Assert.Same(rows, NegativeSampling.Keep(rows, 1, seed: 7));
    }

    [Fact]
    public void A_share_of_nothing_and_rows_without_ids_cannot_be_sampled()
    {
        Assert.Throws<ArgumentException>(() => NegativeSampling.Keep(Four, 0, 1));
        Assert.Throws<ArgumentException>(() => NegativeSampling.Keep(Four with { RowIds = default }, .5, 1));
    }

    [Fact]
    public void Probabilities_learned_on_a_sample_are_right_once_the_prior_is_put_back()
    {
        var rows = SomeRows.Frauds(60_000, 3, seed: 33);
        var (train, later) = (rows.Slice(0, 40_000), rows.Slice(40_000, 20_000));
        var model = BoostTreesTests.Fit(NegativeSampling.Keep(train, .1, seed: 1), new BoostingOptions { Trees = 60, MaxDepth = 3 }).Model;
        var raw = ScoreRows.With(model, later.Features);
        var corrected = Array.ConvertAll(raw, p => PriorCorrection.Apply(p, .1));
        var frequency = (double)later.Positives / later.Rows;
        Assert.True(raw.Average() > 3 * frequency);
        Assert.Equal(frequency, corrected.Average(), .15 * frequency);
    }

    [Fact]
    public void A_hash_is_the_same_in_every_run_and_on_every_machine()
        => Assert.Equal("BDDD5C5DE65C6B55", StableHash.Of("row-1", 0).ToString("X16"));
}
