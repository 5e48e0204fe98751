using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.App.Stores.Sqlite;
using FraudFunctions.Cli.Hosting;

namespace FraudFunctions.Cli.Verbs;

/// <summary><c>verify</c>: proves that nothing in the store was lost or altered, or names what was.</summary>
internal static class VerifyVerb
{
    private const int FaultsShown = 20;

    public static Command Create()
    {
        Option<string> data = CommonOptions.Data();
        Command command = new("verify", """
            Prove that nothing was lost or altered. Reads every document against its checksum; checks that every receipt is the hash of its decision and linked to the one before; makes every decision again from what was written and compares the bytes; holds every nightly seal against the chains; and holds every event in the log against the store: transactions decided or in quarantine, labels in the ledger, published decisions as they were published; follows the audits of alerts, cases and approvals, and holds reports against their hashes. Nothing is written; stop the app first.

            Exit code 1 and the name of each record when something is wrong.
            """) { data };
        command.SetWork(async (parsed, cancellation) => await RunAsync(parsed.GetValue(data)!, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string folder, CancellationToken cancellation)
    {
        if (!Directory.Exists(Path.Combine(folder, "documents")))
            throw new UsageException($"--data: there is no store in '{folder}'.");
        Stopwatch watch = Stopwatch.StartNew();
        await using AppHost app = AppHost.Build(new HostingOptions { DataFolder = folder, Http = false, ReadOnly = true });
        List<string> faults = Missing(app);
        if (faults.Count == 0)
            faults = Damage(app.Get<SqliteDocuments>(), cancellation);
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
            AccountForEvents account = new(app);
            await account.RunAsync(cancellation);
            faults.AddRange(account.Faults);
            events = account.Events;
            VerifyAudits audits = new(app.Get<IDocuments>(), app.Get<IFiles>());
            await audits.RunAsync(cancellation);
            faults.AddRange(audits.Faults);
        }
        foreach (string fault in faults.Take(FaultsShown))
            Console.WriteLine(fault);
        if (faults.Count > FaultsShown)
            Console.WriteLine($"… and {faults.Count - FaultsShown:N0} more");
        if (verified.Sum(one => one.OfOtherReleases) is > 0 and long others)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{others:N0} decisions are of a release with other features: their receipts were checked, and they could not be made again"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{verified.Sum(one => one.Decisions):N0} decisions of {verified.Count:N0} customers, {events:N0} events in the log: {(faults.Count == 0 ? "every receipt holds" : $"{faults.Count:N0} faults")} ({watch.Elapsed.TotalSeconds:F1} s)"));
        return faults.Count == 0 ? 0 : 1;
    }

    /// <summary>Files that a store has from its first decision on; opening a missing one would make it anew.</summary>
    private static List<string> Missing(AppHost app)
        => app.Events.Ranges(Topics.Decisions).All(range => range.Next == 0)
            ? []
            : [.. new[] { CustomerBook.Container, Rulebook.Container }.Except(app.Get<SqliteDocuments>().Containers()).Select(container => $"{container}: its file is not there")];

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
        List<string> customers = await app.Get<CustomerBook>().IdsAsync(cancellation).ToListAsync(cancellation);
        ConcurrentBag<Verification> verified = [];
        using ConsoleProgress progress = new("customers", () => verified.Count / (double)customers.Count);
        await Parallel.ForEachAsync(customers, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, async (customer, stop) =>
        {
            verified.Add(await verify.CustomerAsync(customer, seals, stop));
            progress.Report(verified.Count);
        });
        return [.. verified.OrderBy(one => one.CustomerId, StringComparer.Ordinal)];
    }
}
