using FraudFunctions.Learning.Simulation;

namespace FraudFunctions.Tests.Learning.Simulation;

public sealed class SimulatorTests
{
    // Changes only when the simulator is changed on purpose; then say so in the commit.
    private const string Golden = "897b3272250d8cb5b36539295016cc4a26f42b769abbd26bacf5136dfbcc05a3";

    [Fact]
    public void The_same_options_give_the_same_stream_twice()
        => Assert.Equal(Runs.Hash(Simulator.Run(Runs.Small)), Runs.Hash(Simulator.Run(Runs.Small)));

    [Fact]
    public void One_enumerable_can_be_run_through_twice()
    {
        var events = Simulator.Run(Runs.Small with { Days = 5 });
        Assert.Equal(Runs.Hash(events), Runs.Hash(events));
    }

    [Fact]
    public void The_stream_of_a_small_bank_with_every_story_is_the_one_it_always_was()
    {
        var options = Runs.Small with
        {
            Days = 70,
            Fraud = new() { CardTesting = 0.005, StolenCard = 0.005, AccountTakeover = 0.005, CompromisedMerchant = 0.01, MuleNetwork = 0.01, BustOut = 0.005 },
        };
        Assert.Equal(Enum.GetValues<Story>(), Simulator.Run(options).OfType<SimulatedPayment>().Select(payment => payment.Story).Distinct().Order());
        Assert.Equal(Golden, Runs.Hash(Simulator.Run(options)));
    }

    [Fact]
    public void Another_seed_gives_another_stream()
        => Assert.NotEqual(Runs.Hash(Simulator.Run(Runs.Small)), Runs.Hash(Simulator.Run(Runs.Small with { Seed = 8 })));

    [Fact]
    public void A_longer_run_begins_with_the_events_of_a_shorter_one()
    {
        var longer = Simulator.Run(Runs.Small).Select(Runs.Line);
        var shorter = Simulator.Run(Runs.Small with { Days = 17 }).Select(Runs.Line).ToList();
        Assert.Equal(shorter, longer.Take(shorter.Count));
    }

    [Fact]
    public void A_customer_lives_the_same_life_in_a_larger_bank()
    {
        var options = Runs.Small with { Customers = 160, Fraud = FraudShares.None, NewCustomersPerYear = 0 };
        var inSmall = Simulator.Run(options).OfType<SimulatedPayment>().Select(Runs.Line);
        var inLarge = Simulator.Run(options with { Customers = 480 }).OfType<SimulatedPayment>()
            .Where(payment => Runs.IndexOf(payment.Transaction.CustomerId) < 160).Select(Runs.Line);
        // Two people of one millisecond may change places.
        Assert.Equal(inSmall.Order(StringComparer.Ordinal), inLarge.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Payments_and_labels_come_in_order_of_time_and_within_the_days()
    {
        var last = new DateTimeOffset(Runs.Small.From.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var end = last.AddDays(Runs.Small.Days);
        foreach (var happened in Simulator.Run(Runs.Small))
        {
            Assert.InRange(happened.Time, last, end);
            last = happened.Time;
        }

        Assert.True(end - last < TimeSpan.FromHours(2));
    }

    [Fact]
    public void The_stream_is_made_as_it_is_asked_for()
    {
        // A hundred years would take minutes; the first events come at once.
        var first = Simulator.Run(Runs.Small with { Days = 36_500 }).Take(100).ToList();
        Assert.Equal(100, first.Count);
    }

    [Fact]
    public void A_bank_without_fraud_has_none()
    {
        var payments = Simulator.Run(Runs.Small with { Fraud = FraudShares.None }).OfType<SimulatedPayment>();
        Assert.DoesNotContain(payments, payment => payment.IsFraud);
    }

    [Theory]
    [InlineData(Story.CardTesting)]
    [InlineData(Story.StolenCard)]
    [InlineData(Story.AccountTakeover)]
    [InlineData(Story.CompromisedMerchant)]
    [InlineData(Story.MuleNetwork)]
    [InlineData(Story.BustOut)]
    public void A_story_can_be_told_alone(Story story)
    {
        var shares = story switch
        {
            Story.None => FraudShares.None,
            Story.CardTesting => FraudShares.None with { CardTesting = 0.004 },
            Story.StolenCard => FraudShares.None with { StolenCard = 0.004 },
            Story.AccountTakeover => FraudShares.None with { AccountTakeover = 0.004 },
            Story.CompromisedMerchant => FraudShares.None with { CompromisedMerchant = 0.004 },
            Story.MuleNetwork => FraudShares.None with { MuleNetwork = 0.004 },
            Story.BustOut => FraudShares.None with { BustOut = 0.004 },
        };
        var told = Simulator.Run(Runs.Small with { Customers = 300, Days = 60, Fraud = shares }).OfType<SimulatedPayment>()
            .Where(payment => payment.IsFraud).Select(payment => payment.Story).Distinct();
        Assert.Equal([story], told);
    }
}
