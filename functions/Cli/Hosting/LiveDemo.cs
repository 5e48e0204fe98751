using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation;

namespace FraudFunctions.Cli.Hosting;

/// <summary>Sends the live part of a simulated bank at a steady pace and prints what is decided.</summary>
internal sealed class LiveDemo
{
    private const int ApprovalsPerLine = 100;

    // A demo that is to end by itself waits this long for its case.
    private static readonly TimeSpan caseTime = TimeSpan.FromSeconds(40);

    private readonly AppHost app;
    private readonly Dictionary<string, Story> truth = new(StringComparer.Ordinal);
    private readonly Dictionary<Outcome, (long Count, long Frauds)> outcomes = [];
    private readonly Lock gate = new();
    private long approvals;
    private bool explained;

    private LiveDemo(AppHost app) => this.app = app;

    /// <summary>Runs until the bank's week is over, so many transactions were sent, or the token says stop; then says what happened.</summary>
    public static async Task RunAsync(AppHost app, IEnumerator<SimulatedEvent> events, double rate, long? stopAfter, DateTimeOffset until, CancellationToken cancellation)
    {
        LiveDemo demo = new(app);
        using CancellationTokenSource quiet = new();
        Task printing = demo.PrintAsync(new DecisionTail(app.Events), quiet.Token);
        Task investigating = demo.InvestigateAsync(quiet.Token);
        try
        {
            await demo.SendAsync(events, rate, stopAfter ?? long.MaxValue, until, cancellation);
            await app.Runtime.DrainAsync(cancellation);
            await Task.WhenAny(investigating, Task.Delay(stopAfter is null ? TimeSpan.Zero : caseTime, cancellation));
            await Task.Delay(200, cancellation);
            if (stopAfter is null)
            {
                Console.WriteLine("The simulated week is over; the HTTP interface stays open until Ctrl-C.");
                await app.WaitAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Console.WriteLine();
            Console.WriteLine("Stopping: what has been taken in is finished first.");
        }
        await quiet.CancelAsync();
        await printing;
        await investigating;
        demo.Summarise();
    }

    private async Task SendAsync(IEnumerator<SimulatedEvent> events, double rate, long most, DateTimeOffset until, CancellationToken cancellation)
    {
        Stopwatch watch = Stopwatch.StartNew();
        long sent = 0;
        do
        {
            if (events.Current.Time > until)
                return;
            if (events.Current is SimulatedLabel label)
            {
                await app.Events.AppendAsync(Topics.Labels, new NewEvent(LabelReader.ToJson(label.Label), label.Label.CustomerId), cancellation);
                continue;
            }
            SimulatedPayment payment = (SimulatedPayment)events.Current;
            lock (gate)
                truth[Decision.IdOf(payment.Transaction.CustomerId, payment.Transaction.Id)] = payment.Story;
            await app.Events.AppendAsync(Topics.Transactions, new NewEvent(ToJson(payment.Transaction), payment.Transaction.CustomerId), cancellation);
            if (++sent == most)
                return;
            TimeSpan early = TimeSpan.FromSeconds(sent / rate) - watch.Elapsed;
            if (early > TimeSpan.Zero)
                await Task.Delay(early, cancellation);
        }
        while (events.MoveNext());
    }

    /// <summary>Prints how the first case goes to its end, between the decisions.</summary>
    private async Task InvestigateAsync(CancellationToken stop)
    {
        try
        {
            await foreach (string line in new DemoCase(app, IsFraud).FollowAsync(stop))
                Console.WriteLine(line);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The demo ends; the case goes on with the next start.
        }
    }

    private bool IsFraud(string decisionId)
    {
        lock (gate)
            return truth.GetValueOrDefault(decisionId) != Story.None;
    }

    private async Task PrintAsync(DecisionTail tail, CancellationToken stop)
    {
        await foreach (DecisionMade made in tail.FollowAsync(stop))
        {
            Story story;
            lock (gate)
                story = truth.GetValueOrDefault(made.DecisionId);
            (long count, long frauds) = outcomes.GetValueOrDefault(made.Outcome);
            outcomes[made.Outcome] = (count + 1, frauds + (story == Story.None ? 0 : 1));
            if (made.Outcome == Outcome.Approve && explained && story == Story.None)
            {
                if (++approvals % ApprovalsPerLine == 0)
                    Console.WriteLine($"{made.Time:MM-dd HH:mm}  … {ApprovalsPerLine} approved");
                continue;
            }
            explained = true;
            await ExplainAsync(made, story);
        }
    }

    private async Task ExplainAsync(DecisionMade made, Story story)
    {
        (string customerId, string transactionId) = Decision.Parts(made.DecisionId)!.Value;
        Document? document = await app.Get<IDocuments>().GetAsync(CustomerBook.Container, DecisionDocument.KeyOf(customerId, transactionId));
        if (document is null)
            return;
        Decision decision = DecisionReader.Read(document.Body);
        Transaction transaction = decision.Transaction;
        string where = transaction.Merchant?.Id ?? transaction.Counterparty?.Name ?? transaction.Channel.ToString();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{made.Time:MM-dd HH:mm}  {made.Outcome.ToString().ToUpperInvariant(),-9}  {Money(transaction),14}  {transaction.Type} by {customerId} to {where}, fraud probability {made.Probability:P1}, expected loss {made.ExpectedLossMinor / 100:F2}{(story == Story.None ? "" : $"   (truth: {story})")}"));
        IReadOnlyList<Reason> reasons = decision.Assessment.Reasons;
        if (reasons.Count == 0)
            reasons = Rederive.Explained(decision, await app.Get<BasisArchive>().GetAsync(decision.Versions, CancellationToken.None)).Reasons;
        foreach (Reason reason in reasons)
        {
            string strength = reason.Origin == ReasonOrigin.Rule ? "rule" : reason.Contribution.ToString("+0.00", CultureInfo.InvariantCulture);
            Console.WriteLine($"{"",13}{strength,6}  {reason.Code,-20} {ReasonCatalog.ForAnalyst(reason.Code)} {string.Join(", ", reason.Evidence.Select(evidence => string.Create(CultureInfo.InvariantCulture, $"{evidence.Feature} {evidence.Value:G4}")))}");
        }
        Console.WriteLine($"{"",13}receipt sha256:{made.Receipt[..16]}…   GET /v1/decisions/{made.DecisionId}");
    }

    private void Summarise()
    {
        Console.WriteLine();
        foreach (Outcome outcome in Enum.GetValues<Outcome>())
        {
            if (outcomes.TryGetValue(outcome, out (long Count, long Frauds) tally))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {outcome.ToString().ToLowerInvariant(),-10} {tally.Count,8:N0}   of them fraud {tally.Frauds,5:N0}"));
        }
    }

    private static string Money(Transaction transaction)
    {
        int decimals = Engine.Money.Currencies.Exponent(transaction.Currency);
        return $"{(transaction.AmountMinor / (decimal)Math.Pow(10, decimals)).ToString("N" + decimals, CultureInfo.InvariantCulture)} {transaction.Currency}";
    }

    private static byte[] ToJson(Transaction transaction)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer);
        TransactionWriter.Write(json, transaction);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
