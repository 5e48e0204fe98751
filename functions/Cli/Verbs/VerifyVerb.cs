using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.App.Stores.Sqlite;
using FraudFunctions.App.Transactions;
using FraudFunctions.Cli.Hosting;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Cli.Verbs;

/// <summary><c>verify</c>: proves that nothing in the store was lost or altered, or names what was.</summary>
internal static class VerifyVerb
{
    private const int FaultsShown = 20;

    public static Command Create()
    {
        Option<string> data = CommonOptions.Data();
        Command command = new("verify", """
            Prove that nothing was lost or altered. Reads every document against its checksum; checks that every receipt is the hash of its decision and linked to the one before; makes every decision again from what was written and compares the bytes; holds every nightly seal against the chains; and finds the decision or the quarantine entry of every transaction in the event log.

            Exit code 1 and the name of each record when something is wrong.
            """) { data };
        command.SetAction(async (parsed, cancellation) => await RunAsync(parsed.GetValue(data)!, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string folder, CancellationToken cancellation)
    {
        if (!Directory.Exists(Path.Combine(folder, "documents")))
            throw new UsageException($"--data: there is no store in '{folder}'.");
        Stopwatch watch = Stopwatch.StartNew();
        await using AppHost app = AppHost.Build(new HostingOptions { DataFolder = folder, Http = false });
        List<string> faults = Damage(app.Get<SqliteDocuments>(), cancellation);
        IReadOnlyList<Verification> verified = [];
        long events = 0;
        // What cannot be read cannot be verified either; the damage names it.
        if (faults.Count == 0)
        {
            IReadOnlyList<(Seal Seal, string Name, byte[] File)> seals = await Seal.AllAsync(app.Get<IFiles>(), cancellation);
            verified = await ChainsAsync(app, [.. seals.Select(seal => seal.Seal)], cancellation);
            faults.AddRange(verified.SelectMany(one => one.Faults));
            faults.AddRange(VerifyDecisions.CheckSeals(seals, verified));
            long stray = app.Get<SqliteDocuments>().Count(CustomerBook.Container, DecisionDocument.Prefix) - verified.Sum(one => one.Decisions);
            if (stray != 0)
                faults.Add($"{stray} decisions belong to no customer's chain");
            events = await AccountAsync(app, faults, cancellation);
        }
        foreach (string fault in faults.Take(FaultsShown))
            Console.WriteLine(fault);
        if (faults.Count > FaultsShown)
            Console.WriteLine($"… and {faults.Count - FaultsShown:N0} more");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{verified.Sum(one => one.Decisions):N0} decisions of {verified.Count:N0} customers, {events:N0} events in the log: {(faults.Count == 0 ? "every receipt holds" : $"{faults.Count:N0} faults")} ({watch.Elapsed.TotalSeconds:F1} s)"));
        return faults.Count == 0 ? 0 : 1;
    }

    private static List<string> Damage(SqliteDocuments documents, CancellationToken cancellation)
    {
        List<string> faults = [];
        foreach (string container in documents.Containers())
        {
            cancellation.ThrowIfCancellationRequested();
            faults.AddRange(documents.Audit(container));
        }
        return faults;
    }

    private static async Task<IReadOnlyList<Verification>> ChainsAsync(AppHost app, IReadOnlyList<Seal> seals, CancellationToken cancellation)
    {
        VerifyDecisions verify = app.Get<VerifyDecisions>();
        List<string> customers = [];
        await foreach (string customer in verify.CustomersAsync(cancellation))
            customers.Add(customer);
        ConcurrentBag<Verification> verified = [];
        using ConsoleProgress progress = new("customers", () => verified.Count / (double)customers.Count);
        await Parallel.ForEachAsync(customers, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, async (customer, stop) =>
        {
            verified.Add(await verify.CustomerAsync(customer, seals, stop));
            progress.Report(verified.Count);
        });
        return [.. verified.OrderBy(one => one.CustomerId, StringComparer.Ordinal)];
    }

    /// <summary>Every transaction that every function has passed is decided or in quarantine.</summary>
    private static async Task<long> AccountAsync(AppHost app, List<string> faults, CancellationToken cancellation)
    {
        long events = 0;
        GroupProgress? scored = app.Events.Checkpoints.Groups.FirstOrDefault(group => group.Hub == Topics.Transactions);
        for (int partition = 0; partition < (scored?.Next.Count ?? 0); partition++)
        {
            PartitionRange range = app.Events.Range(Topics.Transactions, partition);
            for (long next = range.First; next < scored!.Next[partition];)
            {
                IReadOnlyList<LoggedEvent> read = await app.Events.ReadAsync(Topics.Transactions, partition, next, 1_000, cancellation);
                LoggedEvent[] due = [.. read.Where(one => one.Sequence < scored.Next[partition])];
                faults.AddRange(await UnaccountedAsync(app, due, cancellation));
                events += due.Length;
                next = read[^1].Sequence + 1;
            }
        }
        return events;
    }

    private static async Task<IEnumerable<string>> UnaccountedAsync(AppHost app, LoggedEvent[] events, CancellationToken cancellation)
    {
        DocumentKey[] keys =
        [
            .. events.Select(one => TransactionReader.Read(one.Body.Span, one.EnqueuedTime).Value is { } transaction
                ? DecisionDocument.KeyOf(transaction.CustomerId, transaction.Id)
                : Quarantine.KeyOf(SourceOf(one))),
        ];
        IReadOnlyList<Document?> found = await app.Get<IDocuments>().GetManyAsync(CustomerBook.Container, keys, cancellation);
        IReadOnlyList<Document?> quarantined = await app.Get<IDocuments>().GetManyAsync(Quarantine.Container, [.. events.Select(one => Quarantine.KeyOf(SourceOf(one)))], cancellation);
        return [.. events.Where((_, i) => found[i] is null && quarantined[i] is null).Select(one => $"event {one.Sequence} of transactions/{one.Partition}: it is neither decided nor in quarantine")];
    }

    private static EventSource SourceOf(LoggedEvent one) => new($"{one.Hub}/{one.Partition}", one.Sequence);
}
