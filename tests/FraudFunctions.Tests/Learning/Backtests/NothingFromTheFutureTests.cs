using FraudFunctions.Engine.Features;
using FraudFunctions.Learning.Backtests;
using FraudFunctions.Learning.Networks.Autoencoders;
using FraudFunctions.Learning.Networks.Recurrent;
using FraudFunctions.Learning.Simulation;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Training;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning.Backtests;

/// <summary>
/// All that was not known at a time is drawn anew, in the ledger and in the truth: nothing that is said, learned or measured at that time may change.
/// </summary>
public sealed class NothingFromTheFutureTests
{
    private static readonly DateTimeOffset at = SmallBank.Day(54);
    private static readonly TimeSpan maturity = SmallBank.Options.Training.Maturity;
    private static readonly Lazy<(FeatureTable Payments, FeatureTable Handbook)> shuffled = new(() => (Shuffled(FeatureSchema.Payments()), Shuffled(FeatureSchema.Handbook())));

    [Fact]
    public void The_future_was_really_changed()
    {
        Assert.NotEqual(Known(SmallBank.Tables.Payments, at.AddDays(60)).Labels.ToArray(), Known(shuffled.Value.Payments, at.AddDays(60)).Labels.ToArray());
        Assert.NotEqual(SmallBank.Tables.Payments.Rows.Labels.ToArray(), shuffled.Value.Payments.Rows.Labels.ToArray());
        Dataset after = SmallBank.Tables.Payments.Rows, other = shuffled.Value.Payments.Rows;
        Assert.Contains(Enumerable.Range(0, after.Rows), row => after.Times.Span[row] > at && !after.Features.Row(row).SequenceEqual(other.Features.Row(row)));
    }

    [Fact]
    public void No_feature_before_it_changes()
    {
        foreach ((FeatureTable told, FeatureTable other) in new[] { (SmallBank.Tables.Payments, shuffled.Value.Payments), (SmallBank.Tables.Handbook, shuffled.Value.Handbook) })
        {
            int row = 0;
            for (; told.Rows.Times.Span[row] <= at; row++)
            {
                if (!Bits(told, row).SequenceEqual(Bits(other, row)))
                    Assert.Fail($"Row {row} of {told.Schema.Name} heard of the future.");
            }
            Assert.True(row > 10_000);
        }
    }

    [Fact]
    public void The_training_set_and_the_model_are_the_same_byte_for_byte()
    {
        Dataset one = Known(SmallBank.Tables.Payments, at), other = Known(shuffled.Value.Payments, at);
        Assert.True(one.Positives > 20);
        Assert.Equal(one.ContentHash(), other.ContentHash());
        Assert.Equal(one.RowIds.ToArray(), other.RowIds.ToArray());

        TrainedModel model = Train(SmallBank.Tables.Payments), again = Train(shuffled.Value.Payments);
        Assert.Equal(model.Card.Id, again.Card.Id);
        Assert.Equal(model.Card.Metrics, again.Card.Metrics);
        Assert.Equal(model.Files.Keys, again.Files.Keys);
        Assert.All(model.Files, file => Assert.Equal(file.Value, again.Files[file.Key]));
    }

    [Fact]
    public void The_weeks_before_it_measure_the_same_as_known_then_and_not_with_the_truth()
    {
        BacktestOptions known = SmallBank.Options with { Starts = [SmallBank.Day(33), SmallBank.Day(40)], AsKnownAt = at };
        BacktestResult one = RunBacktest.On(SmallBank.Tables.Payments, SmallBank.Tables.Handbook, known, Contenders.Usual);
        BacktestResult other = RunBacktest.On(shuffled.Value.Payments, shuffled.Value.Handbook, known, Contenders.Usual);
        Assert.Equal(one.Rows, other.Rows);
        foreach ((BacktestLine line, BacktestLine again) in one.Lines.Zip(other.Lines))
        {
            Assert.Equal(line.Scores, again.Scores);
            Assert.Equal(line.Periods, again.Periods);
        }
        Assert.Equal(BacktestReport.Markdown(one, CompareLines.Of(one), []), BacktestReport.Markdown(other, CompareLines.Of(other), []));

        BacktestResult truth = RunBacktest.On(SmallBank.Tables.Payments, SmallBank.Tables.Handbook, known with { AsKnownAt = null }, [Contenders.Usual[0]]);
        Assert.NotEqual(one.Lines[0].Periods, truth.Lines[0].Periods);
    }

    private static TrainedModel Train(FeatureTable table) => TrainModels.At(table, at, new TrainModelsOptions
    {
        Trees = SmallBank.Options.Training,
        Sequence = new SequenceOptions { Epochs = 2, Units = 8, Hidden = 8 },
        Autoencoder = new AutoencoderOptions { Epochs = 2 },
    });

    private static Dataset Known(FeatureTable table, DateTimeOffset at) => table.KnownAt(at, maturity, DateTimeOffset.MinValue);

    private static int[] Bits(FeatureTable table, int row) => [.. table.Rows.Features.Row(row).ToArray().Select(BitConverter.SingleToInt32Bits)];

    private static FeatureTable Shuffled(FeatureSchema schema)
    {
        Random random = new(8);
        // What no label has told by then is drawn anew too, so that whoever peeps at the truth is found out.
        bool Truth(SimulatedPayment payment) => payment.FirstLabel is { } label && label.KnownTime <= at ? payment.IsFraud : random.Next(2) == 0;
        return SmallBank.Build(SmallBank.WithLaterVerdictsShuffled(at, seed: 3), schema, Truth);
    }
}
