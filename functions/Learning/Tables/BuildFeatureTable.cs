using System.Buffers;
using System.Runtime.InteropServices;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Streams;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Tables;

/// <summary>Runs a stream through the engine's states, one event after the other, and keeps what a model would have seen.</summary>
public sealed class BuildFeatureTable(FeatureSchema schema)
{
    // Labels arrive in the stream when they are known; nothing in a file is from the future of its own end.
    private static readonly DateTimeOffset endOfTime = DateTimeOffset.MaxValue.AddDays(-1);

    private readonly SequentialPass pass = new(schema);
    private readonly ArrayBufferWriter<float> values = new();
    private readonly List<bool> labels = [];
    private readonly List<bool> unlabelled = [];
    private readonly List<string> ids = [];
    private readonly List<string> customers = [];
    private readonly List<DateTimeOffset> times = [];
    private readonly List<long> amounts = [];
    private readonly List<string?> scenarios = [];
    private readonly List<string?> merchants = [];
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly List<ulong> keys = [];
    private (long Count, FieldProblem? First) refused;
    private (long Count, FieldProblem? First, long Row) refusedLabels;
    private long earlyLabels;

    /// <summary>The states after everything added so far.</summary>
    public Population Population => pass.Population;

    /// <summary>
    /// The table of all readable transactions of a stream. <paramref name="progress"/> hears of the number of events so far, now and then.
    /// </summary>
    public static FeatureTable From(IEnumerable<StreamEvent> events, FeatureSchema schema, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        BuildFeatureTable table = new(schema);
        long count = 0;
        foreach (StreamEvent one in events)
        {
            if (++count % 4096 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(count);
            }
            if (one is TransactionEvent transaction)
                table.Add(TransactionReader.Read(transaction.Json, endOfTime), transaction.Truth);
            else if (one is LabelEvent label)
                table.Add(LabelReader.Read(label.Json, endOfTime), label.Row);
        }
        return table.ToTable();
    }

    /// <summary>Adds a row; a doubled event adds none, because it was decided once.</summary>
    public void Add(Transaction transaction, Truth? truth)
    {
        if (pass.Observe(transaction, values.GetSpan(schema.Width)[..schema.Width]) is null)
            return;
        values.Advance(schema.Width);
        labels.Add(truth?.IsFraud ?? false);
        unlabelled.Add(truth is { IsKnown: false });
        ids.Add(Decision.IdOf(transaction.CustomerId, transaction.Id));
        customers.Add(Shared(transaction.CustomerId));
        times.Add(transaction.Time);
        amounts.Add(schema.Options.Rates.ToBaseMinor(transaction.AmountMinor, transaction.Currency));
        keys.Add(SequentialPass.KeyOf(transaction.CustomerId, transaction.Id));
        scenarios.Add(truth?.Scenario is { } scenario ? Shared(scenario) : null);
        merchants.Add(transaction.Merchant is { } merchant ? Shared(merchant.Id) : null);
    }

    private void Add(Parsed<Transaction> parsed, Truth? truth)
    {
        if (parsed.Value is { } transaction)
            Add(transaction, truth);
        else
            refused = (refused.Count + 1, refused.First ?? parsed.Problem);
    }

    private void Add(Parsed<Label> parsed, long row)
    {
        if (parsed.Value is { } label)
        {
            Add(label);
            return;
        }
        FieldProblem problem = parsed.Problem!;
        refusedLabels = refusedLabels.Count == 0 ? (1, problem, row) : refusedLabels with { Count = refusedLabels.Count + 1 };
        // The only thing that is out of range about a time that the reader could read: it is before the payment.
        earlyLabels += problem is { Field: "knownTime", Code: "out-of-range" } ? 1 : 0;
    }

    public void Add(Label label) => pass.Learn(label);

    public FeatureTable ToTable() => new()
    {
        Schema = schema,
        Rows = new Dataset
        {
            FeatureNames = [.. schema.Columns.Select(column => column.Name)],
            Features = new Matrix(ids.Count, schema.Width, values.WrittenMemory),
            Labels = labels.ToArray(),
            RowIds = ids.ToArray(),
            CustomerIds = customers.ToArray(),
            Times = times.ToArray(),
            AmountsMinor = amounts.ToArray(),
        },
        Words = [.. keys.Select(pass.WordsOf)],
        Scenarios = scenarios,
        Merchants = merchants,
        Unlabelled = unlabelled.Contains(true) ? unlabelled : [],
        Refused = refused,
        RefusedLabels = refusedLabels,
        EarlyLabels = earlyLabels,
    };

    private string Shared(string name)
    {
        ref string? one = ref CollectionsMarshal.GetValueRefOrAddDefault(names, name, out _);
        return one ??= name;
    }
}
