using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation;

namespace FraudFunctions.Benchmarks;

/// <summary>Time and allocation of the steps every transaction goes through, apart from the model and the disk: `bench` measures those.</summary>
[MemoryDiagnoser, InProcess]
public class DecisionBenchmarks
{
    private static readonly FeatureSchema schema = FeatureSchema.Payments();
    private readonly float[] features = new float[schema.Width];
    private readonly Population population = new(schema);
    private Transaction[] next = [];
    private byte[][] events = [];
    private int at;

    [GlobalSetup]
    public void SimulateMonth()
    {
        Transaction[] month = [.. Simulator.Run(new SimulationOptions { Customers = 500, Merchants = 200, Days = 30, From = new DateOnly(2026, 1, 1), Seed = 7 })
            .OfType<SimulatedPayment>().Select(payment => payment.Transaction)];
        foreach (Transaction transaction in month[..(month.Length / 2)])
            Learn(transaction);
        next = [.. month[(month.Length / 2)..].Where(transaction => population.Customers.ContainsKey(transaction.CustomerId))];
        events = [.. next.Select(ToJson)];
    }

    [Benchmark]
    public Parsed<Transaction> Parse() => TransactionReader.Read(events[at = (at + 1) % events.Length], DateTimeOffset.MaxValue.AddDays(-1));

    /// <summary>As of now, then learned: what a transaction costs the states of its customer, merchant, device, address and counterparty.</summary>
    [Benchmark]
    public Observation ObserveAndLearn() => Learn(next[at = (at + 1) % next.Length]);

    [Benchmark]
    public byte[] WriteCustomerState() => StateFormat.Write(population.Customers[next[at = (at + 1) % next.Length].CustomerId]);

    private Observation Learn(Transaction transaction)
    {
        Observation observation = population.Observe(transaction, features);
        foreach (EntityFact fact in Population.FactsOf(transaction, schema, observation.High))
            population.Learn(fact);
        return observation;
    }

    private static byte[] ToJson(Transaction transaction)
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using Utf8JsonWriter json = new(buffer);
        TransactionWriter.Write(json, transaction);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
