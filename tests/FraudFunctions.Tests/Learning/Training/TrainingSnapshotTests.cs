using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Training;

namespace FraudFunctions.Tests.Learning.Training;

public sealed class TrainingSnapshotTests
{
    private static readonly FeatureSchema schema = FeatureSchema.Handbook();

    private static SnapshotRow Row(int i, bool withheld = false, params Word[] words) => new()
    {
        CustomerId = $"c{i % 3}",
        TransactionId = $"t{i}",
        Time = Given.Morning.AddDays(i),
        AmountMinor = 100 * i,
        Channel = i % 2 == 0 ? "online" : "pos",
        Merchant = i % 4 == 0 ? null : $"m{i}",
        Withheld = withheld,
        Probability = i % 5 == 0 ? null : .1 * (i % 5),
        Features = [.. Enumerable.Range(0, schema.Width).Select(column => column == 3 ? float.NaN : i + column / 7f)],
        Words = words,
    };

    private static Word Fraud(int day) => new(Verdict.Fraud, LabelSource.Analyst, Given.Morning.AddDays(day));

    private static TrainingSnapshot Twenty() => TrainingSnapshot.Take(Enumerable.Range(0, 20).Reverse().Select(i => i switch
    {
        4 => Row(i, withheld: true),
        5 => Row(i, withheld: true, Fraud(12)),
        6 => Row(i, words: [Fraud(8), Fraud(19)]),
        _ => Row(i),
    }), schema.Hash, Given.Morning.AddDays(18));

    [Fact]
    public void It_reads_back_as_it_was_written()
    {
        TrainingSnapshot taken = Twenty(), read = TrainingSnapshot.FromBytes(taken.ToBytes());
        Assert.Equal((taken.ContentHash(), taken.At, 19), (read.ContentHash(), read.At, read.Rows.Count));
        Assert.Equal(taken.Rows[6] with { Features = [], Words = [] }, read.Rows[6] with { Features = [], Words = [] });
        Assert.Equal(taken.Rows.SelectMany(row => row.Features), read.Rows.SelectMany(row => row.Features));
    }

    [Fact]
    public void What_was_withheld_is_learned_only_when_somebody_has_spoken()
    {
        TrainingSnapshot taken = Twenty();
        FeatureTable table = taken.Table(schema);
        string[] KnownAt(DateTimeOffset at) => table.KnownAt(at, TimeSpan.FromDays(1), default).RowIds.ToArray();
        Assert.DoesNotContain("c1~t4", KnownAt(taken.At));
        Assert.DoesNotContain("c2~t5", KnownAt(Given.Morning.AddDays(11)));
        Assert.Contains("c2~t5", KnownAt(taken.At));
        // A sequence reads on over what taught nothing.
        Assert.Contains("c1~t4", table.Rows.RowIds.ToArray());
    }

    [Fact]
    public void Words_that_come_later_are_not_in_it_and_change_nothing()
    {
        TrainingSnapshot taken = Twenty();
        Assert.All(taken.Rows.SelectMany(row => row.Words), word => Assert.True(word.Known <= taken.At));
        TrainingSnapshot leaked = TrainingSnapshot.Take(taken.Rows.Select(row => row with { Words = [.. row.Words, Fraud(19), Fraud(30)] }), schema.Hash, taken.At);
        Assert.Equal(taken.ContentHash(), leaked.ContentHash());
    }

    [Fact]
    public void The_test_holds_settled_rows_in_their_slices()
    {
        var test = Twenty().Test(schema, Given.Morning.AddDays(3), Given.Morning.AddDays(11), TimeSpan.FromDays(7)).Test;
        Assert.Equal(["c0~t3", "c2~t5", "c0~t6", "c1~t7", "c2~t8", "c0~t9", "c1~t10"], test.Rows.RowIds.ToArray());
        Assert.Equal(2, test.Rows.Positives);
        Assert.Equal(["pos", "pos", "online", "pos", "online", "pos", "online"], test.Slices["channel"]);
    }
}
