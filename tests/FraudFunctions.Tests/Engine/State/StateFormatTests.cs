using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation;
using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Tests.Engine.State;

public sealed class StateFormatTests
{
    private static readonly FeatureSchema schema = FeatureSchema.Payments();

    private static Population Bank(int days)
    {
        SequentialPass pass = new(schema);
        float[] features = new float[schema.Width];
        foreach (SimulatedEvent one in Simulator.Run(new SimulationOptions { Customers = 60, Merchants = SimulationOptions.FewestMerchants, Days = days }))
        {
            if (one is SimulatedPayment payment)
                pass.Observe(payment.Transaction, features);
            else if (one is SimulatedLabel label)
                pass.Learn(label.Label);
        }
        return pass.Population;
    }

    [Fact]
    public void A_state_read_back_writes_the_same_bytes()
    {
        Population bank = Bank(40);
        foreach (CustomerState state in bank.Customers.Values)
        {
            state.Keep(new SequenceMemory(0xfedcba9876543210, [(Half)(.1 * state.Count), Half.MinValue, (Half)(-.25)]));
            byte[] written = StateFormat.Write(state);
            CustomerState read = StateFormat.ReadCustomer(written);
            Assert.Equal(written, StateFormat.Write(read));
            Assert.Equal(state.Memories[0].Units, read.MemoryOf(0xfedcba9876543210)!.Units);
        }
        foreach (EntityState state in bank.Entities.Values)
        {
            byte[] written = StateFormat.Write(state);
            Assert.Equal(written, StateFormat.Write(StateFormat.ReadEntity(written)));
        }
    }

    [Fact]
    public void A_customer_of_a_simulated_bank_fits_into_two_kilobytes()
    {
        Population bank = Bank(60);
        Assert.All(bank.Customers.Values, state => Assert.True(StateFormat.Write(state).Length <= 2_048, $"{StateFormat.Write(state).Length} bytes"));
    }

    [Fact]
    public void However_busy_a_state_is_it_fits_into_two_kilobytes()
    {
        CustomerState customer = new();
        customer.Keep(new SequenceMemory(1, new Half[32]));
        customer.Keep(new SequenceMemory(2, new Half[32]));
        EntityState merchant = new();
        for (uint i = 0; i < 40_000; i++)
        {
            uint time = 1_700_000_000 + i * 90;
            customer.Learn(new Payment(Given.Transfer($"t{i}", amountMinor: 1_500_000 + i % 7, at: DateTimeOffset.FromUnixTimeSeconds(time)) with { Direction = i % 2 == 0 ? Direction.Credit : Direction.Debit }, schema.Options.Rates));
            merchant.Learn(Facts.Seen(time, (ushort)(i % 900 + 1)) with { AmountMinor = 1_500_000 });
            if (i % 20 != 0)
                continue;
            customer.Learn(new FraudChange(null, DateTimeOffset.FromUnixTimeSeconds(time + 3)), time - i * 20);
            merchant.Learn(Facts.Fraud(time - i * 20, (ushort)(i % 900 + 1), known: time + 3));
            Assert.True(StateFormat.Write(customer).Length <= 2_048, $"{StateFormat.Write(customer).Length} bytes");
            Assert.True(StateFormat.Write(merchant).Length <= 2_048, $"{StateFormat.Write(merchant).Length} bytes");
        }
    }

    [Fact]
    public void Storing_and_loading_between_any_two_events_changes_no_feature()
    {
        Population kept = new(schema);
        Population reloaded = new(schema);
        float[] one = new float[schema.Width];
        float[] other = new float[schema.Width];
        foreach (SimulatedPayment payment in Simulator.Run(new SimulationOptions { Customers = 20, Merchants = SimulationOptions.FewestMerchants, Days = 12 }).OfType<SimulatedPayment>())
        {
            foreach ((string id, CustomerState state) in reloaded.Customers.ToArray())
                reloaded.Put(id, StateFormat.ReadCustomer(StateFormat.Write(state)));
            foreach ((EntityKey key, EntityState state) in reloaded.Entities.ToArray())
                reloaded.Put(key, StateFormat.ReadEntity(StateFormat.Write(state)));
            Observe(kept, payment.Transaction, one);
            Observe(reloaded, payment.Transaction, other);
            Assert.Equal(one, other);
        }
    }

    [Fact]
    public void An_unknown_version_and_a_torn_state_are_refused()
    {
        byte[] written = StateFormat.Write(new CustomerState());
        Assert.Throws<InvalidDataException>(() => StateFormat.ReadCustomer([99, .. written[1..]]));
        Assert.Throws<InvalidDataException>(() => StateFormat.ReadCustomer([1, .. written[1..]]));
        Assert.Throws<InvalidDataException>(() => StateFormat.ReadCustomer(written.AsSpan(0, written.Length / 2)));
    }

    [Fact]
    public void Entities_learn_the_same_counts_and_sums_in_any_order()
    {
        EntityFact[] facts =
        [
            .. Enumerable.Range(0, 150).Select(i => new EntityFact
            {
                Kind = FactKind.Seen,
                Entity = EntityKind.Merchant,
                EntityId = "m",
                Time = (uint)(1_700_000_000 + i * 7_919 % 100_000),
                CustomerTag = (ushort)(i % 40 + 1),
                AmountMinor = 100 + i,
            }),
        ];
        EntityState sequential = new();
        EntityState shuffled = new();
        foreach (EntityFact fact in facts)
            sequential.Learn(fact);
        EntityFact[] other = [.. facts];
        new Random(3).Shuffle(other);
        foreach (EntityFact fact in other)
            shuffled.Learn(fact);
        Assert.Equal(
            (sequential.Count, sequential.AmountMinor, sequential.FirstTime, sequential.LastTime, sequential.Customers.Estimate()),
            (shuffled.Count, shuffled.AmountMinor, shuffled.FirstTime, shuffled.LastTime, shuffled.Customers.Estimate()));
        Assert.Equal(
            sequential.History.Moments.ToArray().Select(moment => (moment.Time, moment.Who, moment.AmountMinor)).Order(),
            shuffled.History.Moments.ToArray().Select(moment => (moment.Time, moment.Who, moment.AmountMinor)).Order());
    }

    private static void Observe(Population population, Transaction transaction, Span<float> features)
    {
        Observation observation = population.Observe(transaction, features);
        foreach (EntityFact fact in Population.FactsOf(transaction, schema, observation.High))
            population.Learn(fact);
    }
}
