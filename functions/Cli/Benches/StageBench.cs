using System.Diagnostics;
using System.Globalization;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Stores;
using FraudFunctions.Cli.Hosting;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Cli.Benches;

/// <summary>What each stage of a decision costs by itself, on one thread: the same code that serves, one stage after the other.</summary>
internal static class StageBench
{
    private const int Batch = 500;

    public static async Task RunAsync(BenchData data, string folder, CancellationToken cancellation)
    {
        await using AppHost app = AppHost.Build(new HostingOptions { DataFolder = folder, Http = false });
        Rulebook rulebook = app.Get<Rulebook>();
        ActiveVersions versions = await rulebook.GetActiveAsync(cancellation);
        DecisionBasis basis = data.Basis(await rulebook.GetRulesAsync(versions.Rules, ActiveBasis.Schema, cancellation), await rulebook.GetPolicyAsync(versions.Policy, cancellation));
        // Twice: the first round is the warm-up.
        await RunOnceAsync(data, basis, app.Get<IDocuments>(), "warm-up", cancellation);
        Dictionary<string, double> microseconds = await RunOnceAsync(data, basis, app.Get<IDocuments>(), "measured", cancellation);
        Console.WriteLine($"Stages, µs per transaction on one thread ({data.Next.Count:N0} transactions in batches of {Batch}):");
        foreach ((string stage, double cost) in microseconds)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {stage,-10} {cost,8:F2}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"all",-10} {microseconds.Values.Sum(),8:F2}"));
        ReportSizes(data);
    }

    private static async Task<Dictionary<string, double>> RunOnceAsync(BenchData data, DecisionBasis basis, IDocuments documents, string container, CancellationToken cancellation)
    {
        Dictionary<string, Stopwatch> stages = new() { ["parse"] = new(), ["state"] = new(), ["features"] = new(), ["model"] = new(), ["policy"] = new(), ["receipt"] = new(), ["commit"] = new() };
        Population population = data.Past.Population;
        Dictionary<string, CustomerRecord> records = [];
        DecisionVersions versions = basis.Versions;
        int width = basis.Schema.Width;
        float[] rows = new float[Batch * width];
        string suffix = container.Replace("-", "", StringComparison.Ordinal);
        foreach (byte[][] batch in data.NextJson.Chunk(Batch))
        {
            stages["parse"].Start();
            Transaction[] transactions = [.. batch.Select(json => TransactionReader.Read(json, DateTimeOffset.MaxValue.AddDays(-1)).Value!)];
            stages["parse"].Stop();
            Observation[] observations = new Observation[batch.Length];
            Population scratch = new(basis.Schema);
            stages["state"].Start();
            foreach (Transaction transaction in transactions)
            {
                if (!scratch.Customers.ContainsKey(transaction.CustomerId))
                    scratch.Put(transaction.CustomerId, (population.Customers.GetValueOrDefault(transaction.CustomerId) ?? new CustomerState()).Clone());
                foreach (EntityKey key in Population.EntitiesOf(transaction))
                {
                    if (!scratch.Entities.ContainsKey(key) && population.Entities.TryGetValue(key, out EntityState? state))
                        scratch.Put(key, state.Clone());
                }
            }
            stages["state"].Stop();
            stages["features"].Start();
            for (int i = 0; i < transactions.Length; i++)
                observations[i] = scratch.Observe(transactions[i], rows.AsSpan(i * width, width));
            stages["features"].Stop();
            stages["state"].Start();
            for (int i = 0; i < transactions.Length; i++)
            {
                foreach (EntityFact fact in Population.FactsOf(transactions[i], basis.Schema, observations[i].High))
                    scratch.Learn(fact);
            }
            stages["state"].Stop();
            stages["model"].Start();
            SequenceSteps? steps = basis.Model!.Step(rows.AsSpan(0, transactions.Length * width), [.. transactions.Select(transaction => scratch.Customers[transaction.CustomerId])]);
            ScoredRow[] scored = basis.Model.Score(rows.AsSpan(0, transactions.Length * width), steps);
            stages["model"].Stop();
            Assessment[] assessments = new Assessment[transactions.Length];
            stages["policy"].Start();
            for (int i = 0; i < transactions.Length; i++)
                assessments[i] = Assess.One(basis, transactions[i], observations[i], rows.AsSpan(i * width, width), scored[i]);
            stages["policy"].Stop();
            Dictionary<string, List<Write>> writes = [];
            stages["receipt"].Start();
            for (int i = 0; i < transactions.Length; i++)
            {
                string customer = transactions[i].CustomerId;
                CustomerRecord record = records.GetValueOrDefault(customer, CustomerRecord.New);
                (byte[] document, string receipt) = Receipt.Write(new Decision
                {
                    Transaction = transactions[i],
                    Number = record.Decisions + 1,
                    ArrivedAt = transactions[i].Time,
                    Source = new EventSource("bench/0", i),
                    Features = rows[(i * width)..((i + 1) * width)],
                    Observation = observations[i],
                    Memory = scored[i].Before,
                    Versions = versions,
                    Assessment = assessments[i],
                    Previous = record.Head,
                });
                records[customer] = record with { Decisions = record.Decisions + 1, Head = receipt };
                if (!writes.TryGetValue(customer, out List<Write>? own))
                    writes[customer] = own = [];
                own.Add(new Write.Upsert(DecisionDocument.IdOf(transactions[i].Id), document, $"decisions/{customer}/{record.Decisions + 1:D10}"));
            }
            stages["receipt"].Stop();
            stages["state"].Start();
            foreach ((string customer, List<Write> own) in writes)
                own.Insert(0, new Write.Upsert("state", (records[customer] with { State = scratch.Customers[customer] }).ToJson()));
            PartitionCommit[] entities = [.. scratch.Entities.Select(pair => new PartitionCommit(EntityRecord.PartitionOf(pair.Key), [new Write.Upsert("state", (EntityRecord.New with { State = pair.Value }).ToJson())]))];
            stages["state"].Stop();
            stages["commit"].Start();
            await documents.CommitManyAsync("bench-customers-" + suffix, [.. writes.SelectMany(pair => pair.Value.Chunk(StoreLimits.OperationsPerCommit).Select(chunk => new PartitionCommit(pair.Key, chunk)))], cancellation);
            await documents.CommitManyAsync("bench-entities-" + suffix, entities, cancellation);
            stages["commit"].Stop();
        }
        return stages.ToDictionary(pair => pair.Key, pair => pair.Value.Elapsed.TotalMicroseconds / data.Next.Count);
    }

    private static void ReportSizes(BenchData data)
    {
        Population population = data.Past.Population;
        double customers = population.Customers.Values.Average(state => (double)StateFormat.Write(state).Length);
        double largest = population.Customers.Values.Max(state => StateFormat.Write(state).Length);
        double merchants = population.Entities.Where(pair => pair.Key.Kind == EntityKind.Merchant).Average(pair => (double)StateFormat.Write(pair.Value).Length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Bytes per customer state: {customers:F0} on average, {largest:F0} at most; per merchant state: {merchants:F0}"));
    }
}
