using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Networks.Recurrent;
using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Tests.Learning.Networks.Recurrent;

public sealed class TrainSequenceTests
{
    private static readonly SequenceOptions small = new()
    {
        Units = 8,
        Hidden = 8,
        Window = 12,
        Lanes = 16,
        Epochs = 12,
        Columns = [new("amount"), new("hour", 9, 3), new("balance_share")],
        Adam = new() { Rate = .02f },
    };

    private static readonly FeatureTable table = SomeHistories.Table(120, 90, seed: 1);
    private static readonly DateTimeOffset at = Given.Morning.AddDays(28);
    private static readonly Lazy<TrainedSequence> trained = new(() => Fit(table, small));

    private static TrainedSequence Fit(FeatureTable from, SequenceOptions options)
        => TrainSequence.Fit(SequenceTargets.KnownAt(from, at, SomeHistories.Maturity), SomeHistories.Schema, options, cancel: TestContext.Current.CancellationToken);

    [Fact]
    public void The_memory_learns_what_no_single_row_tells()
    {
        FeatureTable other = SomeHistories.Table(60, 60, seed: 2);
        double[] probabilities = Array.ConvertAll(SequencePass.Score(other, trained.Value.Network).Fraud, probability => (double)probability);
        Ranking ranking = Ranking.Of(probabilities, other.Rows.Labels.Span);
        Assert.InRange(ranking.AveragePrecision(), .9, 1);
        Assert.InRange(probabilities.Average() / (other.Rows.Positives / (double)other.Rows.Rows), .7, 1.2);
    }

    [Fact]
    public void Columns_that_are_never_there_cost_nothing()
    {
        Assert.DoesNotContain(trained.Value.Network.Inputs, input => SomeHistories.Schema.Columns[input.Column].Name == "balance_share");
        // The amount, nine hats for the clock, and whether the hour is known.
        Assert.Equal(11, trained.Value.Network.Inputs.Count);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_with_any_number_of_threads()
    {
        SequenceOptions quick = small with { Epochs = 2 };
        TrainedSequence one = Fit(table, quick with { Threads = 1 });
        Assert.Equal(one.Bytes, Fit(table, quick with { Threads = 5 }).Bytes);
        Assert.NotEqual(one.Bytes, Fit(table, quick with { Seed = 2 }).Bytes);
        Assert.Equal(one.Bytes, GruNetwork.FromBytes(one.Bytes).ToBytes());
    }

    [Fact]
    public void Nothing_that_became_known_later_has_any_influence()
    {
        SequenceOptions quick = small with { Epochs = 2 };
        ReadOnlySpan<DateTimeOffset> times = table.Rows.Times.Span;
        ReadOnlyMemory<Word>[] words = [.. table.Words];
        int changed = 0;
        for (int row = 0; row < words.Length; row++)
            if (words[row].IsEmpty ? row % 5 == 0 : words[row].Span[0].Known > at)
            {
                words[row] = words[row].IsEmpty ? new[] { new Word(Verdict.Fraud, LabelSource.Final, (times[row] > at ? times[row] : at).AddSeconds(1)) } : default;
                changed++;
            }
        Assert.InRange(changed, 100, words.Length);
        TrainedSequence honest = Fit(table, quick);
        Assert.Equal(honest.Bytes, Fit(table with { Words = words }, quick).Bytes);
        Assert.NotEqual(honest.Bytes, Fit(table with { Words = new ReadOnlyMemory<Word>[words.Length] }, quick).Bytes);
    }

    [Fact]
    public void Frauds_that_weigh_more_while_learning_do_not_look_more_common_after()
    {
        TrainedSequence heavy = Fit(table, small with { FraudWeight = 8 });
        float[] probabilities = SequencePass.Score(table, heavy.Network).Fraud;
        Assert.InRange(probabilities.Average() / (table.Rows.Positives / (double)table.Rows.Rows), .6, 1.5);
    }

    [Fact]
    public void Keeping_the_memory_in_half_precision_changes_next_to_nothing()
    {
        GruNetwork network = trained.Value.Network;
        float[] rounded = SequencePass.Score(table, network).Fraud, exact = new float[table.Rows.Rows];
        Dictionary<string, float[]> memories = [];
        for (int row = 0; row < exact.Length; row++)
        {
            float[] before = memories.GetValueOrDefault(table.Rows.CustomerIds.Span[row], new float[8]), after = new float[8];
            network.Step(table.Rows.Features.Values.Span.Slice(row * network.Width, network.Width), before, after, exact.AsSpan(row, 1), new float[1]);
            memories[table.Rows.CustomerIds.Span[row]] = after;
        }
        Assert.InRange(exact.Zip(rounded, (a, b) => Math.Abs(a - b)).Max(), 1e-9, .02);
        Assert.InRange(exact.Zip(rounded, (a, b) => Math.Abs(a - b)).Average(), 0, 5e-4);
    }

    [Fact]
    public void A_table_scored_in_two_parts_gives_what_it_gives_in_one()
    {
        SequenceScores whole = SequencePass.Score(table, trained.Value.Network);
        int half = table.Rows.Rows / 2 + 13;
        FeatureTable Part(int from, int count) => table with { Rows = table.Rows.Slice(from, count) };
        SequenceScores first = SequencePass.Score(Part(0, half), trained.Value.Network);
        SequenceScores second = SequencePass.Score(Part(half, table.Rows.Rows - half), trained.Value.Network, first.Memories);
        Assert.Equal(whole.Fraud, first.Fraud.Concat(second.Fraud));
        Assert.Equal(whole.Month, first.Month.Concat(second.Month));
        Assert.Equal(whole.Memories["c7"], second.Memories["c7"]);
    }

    [Fact]
    public void ONNX_Runtime_scores_the_whole_table_like_the_trainer()
    {
        using OnnxSequence onnx = OnnxSequence.Load(trained.Value.Onnx, SomeHistories.Schema.Width, SomeHistories.Schema.Hash);
        float[] plain = SequencePass.Score(table, trained.Value.Network).Fraud, served = SequencePass.Score(table, onnx).Fraud;
        Assert.InRange(plain.Zip(served, (a, b) => Math.Abs(a - b)).Max(), 0, .02);
        Assert.InRange(plain.Zip(served, (a, b) => Math.Abs(a - b)).Average(), 0, 5e-5);
    }

    [Fact]
    public void A_model_of_another_schema_scores_no_table()
        => Assert.Throws<ArgumentException>(() => SequencePass.Score(table, Engine.Models.SomeNetworks.Random(1, SomeHistories.Schema.Width)));
}
