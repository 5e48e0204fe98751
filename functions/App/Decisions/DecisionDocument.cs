using System.Buffers;
using System.Globalization;
using System.Text.Json;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Decisions;

/// <summary>Where decisions lie among the documents of a customer, and how they are found.</summary>
public static class DecisionDocument
{
    public const string Prefix = "decision:";

    public static string IdOf(string transactionId) => Prefix + transactionId;

    public static DocumentKey KeyOf(string customerId, string transactionId) => new(customerId, IdOf(transactionId));

    /// <summary>Puts a customer's decisions in the order in which they were made.</summary>
    public static string IndexOf(Decision decision)
        => string.Create(CultureInfo.InvariantCulture, $"{IndexPrefix(decision.Transaction.CustomerId)}{decision.Number:D10}");

    public static string IndexPrefix(string customerId) => $"decisions/{customerId}/";

    /// <summary>Whether two transactions say the same, member by member.</summary>
    public static bool SameContent(Transaction one, Transaction other) => Canonical(one).AsSpan().SequenceEqual(Canonical(other));

    private static byte[] Canonical(Transaction transaction)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer);
        TransactionWriter.Write(json, transaction);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
