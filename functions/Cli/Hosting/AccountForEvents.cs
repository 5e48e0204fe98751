using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.App.Transactions;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Cli.Hosting;

/// <summary>Holds every event in the log against what became of it in the store.</summary>
internal sealed class AccountForEvents(AppHost app)
{
    private const int Page = 1_000;

    private readonly IDocuments documents = app.Get<IDocuments>();
    private readonly HashSet<EntityKey> entities = [];

    public List<string> Faults { get; } = [.. app.Events.Checkpoints.Lost];

    public long Events { get; private set; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        await EachAsync(Topics.Transactions, Passed(Topics.Transactions), TransactionsAsync, cancellation);
        await EachAsync(Topics.Labels, Passed(Topics.Labels), LabelsAsync, cancellation);
        // Published after the decision was written, so that all of them count, whoever has read them.
        await EachAsync(Topics.Decisions, (_, range) => range.Next, DecisionsAsync, cancellation);
        foreach (EntityKey[] keys in entities.Chunk(Page))
        {
            IReadOnlyList<Document?> found = await documents.GetManyAsync(EntityBook.Container, [.. keys.Select(key => new DocumentKey(EntityRecord.PartitionOf(key), EntityRecord.DocumentId))], cancellation);
            Faults.AddRange(keys.Where((_, i) => found[i] is null).Select(key => $"{EntityRecord.PartitionOf(key)}: its state is missing"));
        }
    }

    /// <summary>What the functions are done with; the rest is still on its way.</summary>
    private Func<int, PartitionRange, long> Passed(string hub)
    {
        GroupProgress? progress = app.Events.Checkpoints.Groups.FirstOrDefault(group => group.Hub == hub);
        return (partition, _) => progress?.Next[partition] ?? 0;
    }

    private async Task EachAsync(string hub, Func<int, PartitionRange, long> until, Func<LoggedEvent[], CancellationToken, Task> check, CancellationToken cancellation)
    {
        IReadOnlyList<PartitionRange> ranges = app.Events.Ranges(hub);
        for (int partition = 0; partition < ranges.Count; partition++)
        {
            long end = until(partition, ranges[partition]);
            for (long next = ranges[partition].First; next < end;)
            {
                IReadOnlyList<LoggedEvent> read = await app.Events.ReadAsync(hub, partition, next, Page, cancellation);
                LoggedEvent[] due = [.. read.Where(one => one.Sequence < end)];
                await check(due, cancellation);
                Events += due.Length;
                next = read[^1].Sequence + 1;
            }
        }
    }

    private async Task TransactionsAsync(LoggedEvent[] events, CancellationToken cancellation)
    {
        Transaction?[] read = [.. events.Select(one => TransactionReader.Read(one.Body.Span, one.EnqueuedTime).Value)];
        DocumentKey[] keys = [.. events.Select((one, i) => read[i] is { } transaction ? DecisionDocument.KeyOf(transaction.CustomerId, transaction.Id) : Quarantine.KeyOf(SourceOf(one)))];
        IReadOnlyList<Document?> decided = await documents.GetManyAsync(CustomerBook.Container, keys, cancellation);
        IReadOnlyList<Document?> quarantined = await QuarantinedAsync(events, cancellation);
        for (int i = 0; i < events.Length; i++)
        {
            if (decided[i] is not null && read[i] is { } transaction)
                entities.UnionWith(Population.EntitiesOf(transaction));
            else if (quarantined[i] is null)
                Faults.Add($"{NameOf(events[i])}: it is neither decided nor in quarantine");
        }
    }

    private async Task LabelsAsync(LoggedEvent[] events, CancellationToken cancellation)
    {
        Label?[] read = [.. events.Select(one => LabelReader.Read(one.Body.Span, one.EnqueuedTime).Value)];
        IReadOnlyList<Document?> entries = await LookUpAsync(read, LabelEntry.IdOf, cancellation);
        IReadOnlyList<Document?> early = await LookUpAsync(read, EarlyLabels.IdOf, cancellation);
        IReadOnlyList<Document?> quarantined = await QuarantinedAsync(events, cancellation);
        for (int i = 0; i < events.Length; i++)
        {
            if (entries[i] is null && early[i] is null && quarantined[i] is null && !(read[i] is { } label && await StrayedAsync(label, cancellation)))
                Faults.Add($"{NameOf(events[i])}: it is neither in the ledger nor waiting nor in quarantine");
        }
    }

    private async Task DecisionsAsync(LoggedEvent[] events, CancellationToken cancellation)
    {
        DecisionMade[] made = [.. events.Select(one => DecisionMade.FromJson(System.Text.Encoding.UTF8.GetString(one.Body.Span)))];
        IReadOnlyList<Document?> found = await documents.GetManyAsync(CustomerBook.Container, [.. made.Select(one => DecisionDocument.KeyOf(one.CustomerId, one.TransactionId))], cancellation);
        for (int i = 0; i < events.Length; i++)
        {
            if (found[i] is not { } document)
                Faults.Add($"decision '{made[i].DecisionId}': it was published, and is not in the store");
            else if (Receipt.Check(document.Body.Span).Carried != made[i].Receipt)
                Faults.Add($"decision '{made[i].DecisionId}': it was published with the receipt {made[i].Receipt[..12]}, and the store has another");
        }
    }

    /// <summary>Labels whose transaction never came have been moved into quarantine, under a name of their own.</summary>
    private async Task<bool> StrayedAsync(Label label, CancellationToken cancellation)
    {
        string json = System.Text.Encoding.UTF8.GetString(LabelReader.ToJson(label));
        return await documents.ReadIndexAsync(Quarantine.Container, RangeQuery.Prefix(""), cancellation).AnyAsync(document => Quarantine.Deserialize(document).Raw == json, cancellation);
    }

    private Task<IReadOnlyList<Document?>> LookUpAsync(Label?[] labels, Func<Label, string> id, CancellationToken cancellation)
        => documents.GetManyAsync(CustomerBook.Container, [.. labels.Select(label => label is null ? new DocumentKey("", "") : new DocumentKey(label.CustomerId, id(label)))], cancellation);

    private Task<IReadOnlyList<Document?>> QuarantinedAsync(LoggedEvent[] events, CancellationToken cancellation)
        => documents.GetManyAsync(Quarantine.Container, [.. events.Select(one => Quarantine.KeyOf(SourceOf(one)))], cancellation);

    private static string NameOf(LoggedEvent one) => $"event {one.Sequence} of {one.Hub}/{one.Partition}";

    private static EventSource SourceOf(LoggedEvent one) => new($"{one.Hub}/{one.Partition}", one.Sequence);
}
