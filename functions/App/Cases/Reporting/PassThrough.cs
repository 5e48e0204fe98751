using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Cases.Reporting;

/// <summary>Money that came in and left again within a day.</summary>
internal sealed record PassThrough(IReadOnlyList<TransactionExhibit> Credits, IReadOnlyList<TransactionExhibit> Debits)
{
    // What a mule keeps is a tenth; a household does not spend seven tenths of what came within a day.
    private const double LeastShare = .7;
    private const double MostShare = 1.2;

    private static readonly TimeSpan hold = TimeSpan.FromHours(24);

    /// <summary>Seen from the alerted debits: transfers, top-ups and cash that follow an incoming transfer; null when there is no such flow.</summary>
    public static PassThrough? In(Scene scene)
    {
        List<TransactionExhibit> credits = [], debits = [];
        foreach (TransactionExhibit debit in scene.Alerted.Where(IsOnward))
        {
            TransactionExhibit[] before =
            [
                .. scene.Transactions.Where(exhibit => exhibit is { Direction: Direction.Credit, Type: TransactionType.Transfer or TransactionType.Payment, AmountMinor: > 0 }
                    && exhibit.Currency == debit.Currency && exhibit.Time <= debit.Time && debit.Time - exhibit.Time <= hold),
            ];
            if (before.Length == 0 || (debits.Count > 0 && debits[0].Currency != debit.Currency))
                continue;
            credits.AddRange(before.Except(credits));
            debits.Add(debit);
        }
        if (credits.Count == 0)
            return null;
        decimal share = debits.Sum(exhibit => (decimal)exhibit.AmountMinor) / credits.Sum(exhibit => (decimal)exhibit.AmountMinor);
        return share is >= (decimal)LeastShare and <= (decimal)MostShare ? new([.. credits.OrderBy(exhibit => exhibit.Time)], debits) : null;
    }

    private static bool IsOnward(TransactionExhibit exhibit)
        => exhibit is { Direction: Direction.Debit, AmountMinor: > 0 } && exhibit.Type is TransactionType.Transfer or TransactionType.TopUp or TransactionType.Withdrawal;
}
