using System.Buffers;
using System.Text;
using System.Text.Json;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Tests;

/// <summary>Where tests begin: an ordinary payment on an ordinary morning, to be changed where it matters.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Morning = new(2026, 4, 1, 9, 30, 0, TimeSpan.Zero);

    public static Transaction Payment(string id = "t1", string customer = "c1", long amountMinor = 2_500, DateTimeOffset? at = null, string merchant = "m1") => new()
    {
        Id = id,
        CustomerId = customer,
        Type = TransactionType.Payment,
        Direction = Direction.Debit,
        Channel = Channel.Pos,
        AmountMinor = amountMinor,
        Currency = "EUR",
        Time = at ?? Morning,
        Merchant = new Merchant(merchant, "5411", "DE"),
    };

    public static Transaction Transfer(string id = "t1", string customer = "c1", string to = "DE89370400440532013000", long amountMinor = 50_000, DateTimeOffset? at = null) => new()
    {
        Id = id,
        CustomerId = customer,
        Type = TransactionType.Transfer,
        Direction = Direction.Debit,
        Channel = Channel.App,
        AmountMinor = amountMinor,
        Currency = "EUR",
        Time = at ?? Morning,
        Counterparty = new Counterparty(to, "Somebody Else", "DE"),
    };

    public static Label Fraud(Transaction transaction, TimeSpan? after = null, LabelSource source = LabelSource.Analyst) => new()
    {
        TransactionId = transaction.Id,
        CustomerId = transaction.CustomerId,
        Verdict = Verdict.Fraud,
        EventTime = transaction.Time,
        KnownTime = transaction.Time + (after ?? TimeSpan.FromDays(1)),
        Source = source,
    };

    public static string Json(Transaction transaction) => Encoding.UTF8.GetString(Bytes(transaction));

    public static byte[] Bytes(Transaction transaction)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer);
        TransactionWriter.Write(json, transaction);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
