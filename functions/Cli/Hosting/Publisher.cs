using System.Diagnostics;
using System.Text;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Transactions;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Streams;

namespace FraudFunctions.Cli.Hosting;

/// <summary>
/// Puts events on the streams in their order, a batch at a time, and does not run far ahead of those who read them: a label must not overtake
/// its transaction by more than the functions have in hand.
/// </summary>
internal sealed class Publisher(AppHost app, double? speed)
{
    private const int BatchSize = 1_000;
    private const long LongestBacklog = 20_000;

    private readonly List<NewEvent> transactions = [];
    private readonly List<NewEvent> labels = [];
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private DateTimeOffset? firstTime;
    private long refused;

    public long Transactions { get; private set; }

    public long Labels { get; private set; }

    /// <summary>Publishes all of them. <paramref name="published"/> hears of the number so far whenever all of it is on disk.</summary>
    public async Task PublishAsync(IEnumerable<StreamEvent> events, Action<long> published, CancellationToken cancellation)
    {
        long taken = 0;
        foreach (StreamEvent one in events)
        {
            await PaceAsync(one, cancellation);
            taken++;
            if (one is LabelEvent)
                labels.Add(new NewEvent(one.Json, one.Key));
            else if (one.Json.Length > MaxEventBytes)
                await KeepAsync(one, cancellation);
            else
                transactions.Add(new NewEvent(one.Json, one.Key.Length == 0 ? null : one.Key));
            if (transactions.Count + labels.Count >= BatchSize)
            {
                await FlushAsync(cancellation);
                published(taken);
            }
        }
        await FlushAsync(cancellation);
        published(taken);
    }

    private static int MaxEventBytes => new EventLogOptions { Folder = "" }.MaxEventBytes;

    private async Task FlushAsync(CancellationToken cancellation)
    {
        while (Backlog() > LongestBacklog)
            await Task.Delay(5, cancellation);
        if (labels.Count > 0)
            await app.Events.AppendAsync(Topics.Labels, labels, cancellation);
        if (transactions.Count > 0)
            await app.Events.AppendAsync(Topics.Transactions, transactions, cancellation);
        Labels += labels.Count;
        Transactions += transactions.Count;
        labels.Clear();
        transactions.Clear();
    }

    /// <summary>What the log has no room for never becomes an event; it is kept where the other refused ones are.</summary>
    private async Task KeepAsync(StreamEvent one, CancellationToken cancellation)
    {
        FieldProblem problem = new("too-large", "(event)", $"has {one.Json.Length} bytes; a stream takes at most {MaxEventBytes}");
        string id = $"file-{StableId(one.Json)}-{++refused}";
        await app.Get<Quarantine>().KeepAsync(id, Topics.Transactions, app.Get<TimeProvider>().GetUtcNow(), problem, Encoding.UTF8.GetString(one.Json), cancellation);
        Transactions++;
    }

    private static string StableId(byte[] content) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content))[..12];

    private long Backlog()
    {
        long backlog = 0;
        foreach (GroupProgress group in app.Events.Checkpoints.Groups)
        {
            if (group.Hub == Topics.Decisions)
                continue;
            for (int partition = 0; partition < group.Next.Count; partition++)
                backlog += app.Events.Range(group.Hub, partition).Next - group.Next[partition];
        }
        return backlog;
    }

    private async Task PaceAsync(StreamEvent one, CancellationToken cancellation)
    {
        if (speed is not { } times || one.Time == default)
            return;
        firstTime ??= one.Time;
        TimeSpan due = (one.Time - firstTime.Value) / times;
        if (due - watch.Elapsed is { } wait && wait > TimeSpan.FromMilliseconds(10))
        {
            await FlushAsync(cancellation);
            await Task.Delay(wait, cancellation);
        }
    }
}
