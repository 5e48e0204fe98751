using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation;
using FraudFunctions.Learning.Streams;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning.Tables;

public sealed class BuildFeatureTableTests
{
    private static readonly FeatureSchema schema = FeatureSchema.Payments();
    private static readonly TimeSpan maturity = TimeSpan.FromDays(7);

    private static FeatureTable Of(Transaction transaction, params Label[] labels)
    {
        BuildFeatureTable build = new(schema);
        build.Add(transaction, null);
        foreach (Label label in labels)
            build.Add(label);
        return build.ToTable();
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(20, false)]
    [InlineData(60, true)]
    public void The_word_that_stands_at_a_time_is_the_label_of_that_time(int day, bool isFraud)
    {
        Transaction transaction = Given.Payment();
        FeatureTable table = Of(transaction,
            Given.Fraud(transaction, TimeSpan.FromDays(1), LabelSource.Issuer),
            Given.Fraud(transaction, TimeSpan.FromDays(2)) with { Verdict = Verdict.Genuine },
            Given.Fraud(transaction, TimeSpan.FromDays(30), LabelSource.Final));
        Assert.Equal([isFraud], table.KnownAt(Given.Morning.AddDays(day), maturity, Given.Morning).Labels.ToArray());
    }

    [Fact]
    public void A_doubled_event_is_trained_once()
    {
        BuildFeatureTable build = new(schema);
        foreach (Transaction transaction in new[] { Given.Payment(), Given.Payment(), Given.Payment(amountMinor: 9), Given.Payment(customer: "c2") })
            build.Add(transaction, new Truth(false, null));
        Assert.Equal(["c1~t1", "c2~t1"], build.ToTable().Rows.RowIds.ToArray());
        Assert.Equal(1, build.Population.Customers["c1"].Count);
    }

    [Fact]
    public void A_label_that_comes_before_its_transaction_is_learned_with_it()
    {
        Transaction transaction = Given.Payment();
        BuildFeatureTable build = new(schema);
        build.Add(Given.Fraud(transaction));
        build.Add(transaction, null);
        Assert.Equal(1, build.Population.Customers["c1"].Frauds.Entries.Length);
        Assert.True(build.ToTable().KnownAt(Given.Morning.AddDays(2), maturity, Given.Morning).Labels.Span[0]);
    }

    [Fact]
    public void Two_views_of_a_stream_keep_what_they_share_once()
    {
        FeatureTable payments = Of(Given.Payment(), Given.Fraud(Given.Payment()));
        BuildFeatureTable build = new(FeatureSchema.Handbook());
        build.Add(Given.Payment(), null);
        FeatureTable handbook = build.ToTable();
        FeatureTable shared = handbook.SharedWith(payments);
        Assert.Equal(handbook.Rows.Features, shared.Rows.Features);
        Assert.Equal((handbook.Schema, 1), (shared.Schema, shared.KnownAt(Given.Morning.AddDays(2), maturity, Given.Morning).Positives));
        Assert.Throws<ArgumentException>(() => new BuildFeatureTable(schema).ToTable().SharedWith(payments));
    }

    [Fact]
    public void Silence_about_a_declined_payment_teaches_nothing_and_a_word_about_it_does()
    {
        BuildFeatureTable build = new(schema);
        Transaction[] payments = [Given.Payment("t1"), Given.Payment("t2"), Given.Payment("t3")];
        foreach (Transaction payment in payments)
            build.Add(payment, null);
        build.Add(Given.Fraud(payments[1]));
        FeatureTable table = build.ToTable();
        DateTimeOffset at = Given.Morning.AddDays(20);
        Assert.Equal(["c1~t1", "c1~t2", "c1~t3"], table.KnownAt(at, maturity, Given.Morning).RowIds.ToArray());
        Dataset known = (table with { Declined = [true, true, false] }).KnownAt(at, maturity, Given.Morning);
        Assert.Equal(["c1~t2", "c1~t3"], known.RowIds.ToArray());
        Assert.Equal([true, false], known.Labels.ToArray());
    }

    [Theory]
    [InlineData(18)]
    [InlineData(30)]
    public void What_labels_say_after_a_time_changes_no_feature_before_it_and_no_label_as_known_then(int day)
    {
        SimulatedEvent[] stream = [.. Simulator.Run(new SimulationOptions { Customers = 60, Merchants = SimulationOptions.FewestMerchants, Days = 45 })];
        DateTimeOffset at = stream.OfType<SimulatedPayment>().First().Transaction.Time.AddDays(day);
        FeatureTable told = Build(stream);
        FeatureTable shuffled = Build(WithVerdictsShuffled(stream, at));
        Assert.NotEqual(Labels(told, at.AddDays(60)), Labels(shuffled, at.AddDays(60)));

        Dataset one = told.KnownAt(at, maturity, DateTimeOffset.MinValue);
        Dataset other = shuffled.KnownAt(at, maturity, DateTimeOffset.MinValue);
        Assert.True(one.Labels.Span.Contains(true) && one.Rows > 500);
        Assert.Equal(one.RowIds.ToArray(), other.RowIds.ToArray());
        Assert.Equal(one.Labels.ToArray(), other.Labels.ToArray());
        for (int row = 0; told.Rows.Times.Span[row] < at; row++)
            Assert.Equal(told.Rows.Features.Row(row).ToArray(), shuffled.Rows.Features.Row(row).ToArray());
    }

    private static FeatureTable Build(IEnumerable<SimulatedEvent> stream)
    {
        BuildFeatureTable build = new(schema);
        foreach (SimulatedEvent one in stream)
        {
            if (one is SimulatedPayment payment)
                build.Add(payment.Transaction, null);
            else if (one is SimulatedLabel label)
                build.Add(label.Label);
        }
        return build.ToTable();
    }

    private static bool[] Labels(FeatureTable table, DateTimeOffset at) => table.KnownAt(at, maturity, DateTimeOffset.MinValue).Labels.ToArray();

    private static SimulatedEvent[] WithVerdictsShuffled(SimulatedEvent[] stream, DateTimeOffset after)
    {
        int[] later = [.. Enumerable.Range(0, stream.Length).Where(i => stream[i] is SimulatedLabel label && label.Label.KnownTime > after)];
        Verdict[] verdicts = [.. later.Select((_, i) => (Verdict)(i % 2))];
        new Random(3).Shuffle(verdicts);
        SimulatedEvent[] shuffled = [.. stream];
        for (int i = 0; i < later.Length; i++)
            shuffled[later[i]] = new SimulatedLabel(((SimulatedLabel)stream[later[i]]).Label with { Verdict = verdicts[i] });
        return shuffled;
    }
}
