using System.Globalization;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Streams;
using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Cli.Hosting;

/// <summary>Passes over a file in sequence and compares every feature with the one that was served.</summary>
internal static class SkewCheck
{
    private const int Batch = 1_000;
    private static readonly DateTimeOffset endOfTime = DateTimeOffset.MaxValue.AddDays(-1);

    public static async Task<ServingSkew> RunAsync(EventFiles files, IDocuments documents, CancellationToken cancellation)
    {
        SequentialPass pass = new(ActiveBasis.Schema);
        ServingSkew skew = new(ActiveBasis.Schema);
        List<(DocumentKey Key, float[] Features)> waiting = new(Batch);
        long count = 0;
        using ConsoleProgress progress = new("comparing features", () => files.Share);
        foreach (StreamEvent one in files.Read())
        {
            progress.Report(++count);
            if (one is LabelEvent label && LabelReader.Read(label.Json, endOfTime).Value is { } known)
                pass.Learn(known);
            if (one is not TransactionEvent || TransactionReader.Read(one.Json, endOfTime).Value is not { } transaction)
                continue;
            float[] features = new float[ActiveBasis.Schema.Width];
            if (pass.Observe(transaction, features) is null)
                continue;
            waiting.Add((DecisionDocument.KeyOf(transaction.CustomerId, transaction.Id), features));
            if (waiting.Count == Batch)
                await CompareAsync(skew, waiting, documents, cancellation);
        }
        await CompareAsync(skew, waiting, documents, cancellation);
        return skew;
    }

    public static void Print(ServingSkew skew)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Features as served against a sequential pass: {skew.Identical:N0} of {skew.Rows:N0} rows identical ({skew.Identical / (double)Math.Max(skew.Rows, 1):P2})"));
        foreach (ColumnSkew one in skew.Differences)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {one.Column,-34} {one.Rows,9:N0} rows differ, at most by {one.Largest:G4}; {one.Missing:N0} had a value on one side only"));
    }

    private static async Task CompareAsync(ServingSkew skew, List<(DocumentKey Key, float[] Features)> waiting, IDocuments documents, CancellationToken cancellation)
    {
        IReadOnlyList<Document?> found = await documents.GetManyAsync(CustomerBook.Container, [.. waiting.Select(one => one.Key)], cancellation);
        for (int i = 0; i < found.Count; i++)
        {
            if (found[i] is { } document)
                skew.Add(waiting[i].Features, DecisionReader.Read(document.Body).Features);
        }
        waiting.Clear();
    }
}
