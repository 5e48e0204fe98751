using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Engine.Rules;

/// <summary>A member of a transaction by its path in the JSON, read as text: <c>counterparty.account</c>, <c>attributes.sessionId</c>.</summary>
public sealed record TransactionField(string Path, Func<Transaction, string?> Of)
{
    private const string AttributePrefix = "attributes.";

    private static readonly Dictionary<string, Func<Transaction, string?>> known = new(StringComparer.Ordinal)
    {
        ["customerId"] = transaction => transaction.CustomerId,
        ["accountId"] = transaction => transaction.AccountId,
        ["type"] = transaction => Choices<TransactionType>.NameOf(transaction.Type),
        ["direction"] = transaction => Choices<Direction>.NameOf(transaction.Direction),
        ["channel"] = transaction => Choices<Channel>.NameOf(transaction.Channel),
        ["currency"] = transaction => transaction.Currency,
        ["merchant.id"] = transaction => transaction.Merchant?.Id,
        ["merchant.mcc"] = transaction => transaction.Merchant?.Mcc,
        ["merchant.country"] = transaction => transaction.Merchant?.Country,
        ["counterparty.account"] = transaction => transaction.Counterparty?.Account,
        ["counterparty.country"] = transaction => transaction.Counterparty?.Country,
        ["deviceId"] = transaction => transaction.DeviceId,
        ["ip"] = transaction => transaction.Ip,
        ["cardPresence"] = transaction => transaction.CardPresence is { } presence ? Choices<CardPresence>.NameOf(presence) : null,
        ["authentication"] = transaction => transaction.Authentication is { } authentication ? Choices<Authentication>.NameOf(authentication) : null,
    };

    /// <summary>The field of that path, or null when there is none.</summary>
    public static TransactionField? Find(string path)
    {
        if (known.TryGetValue(path, out Func<Transaction, string?>? of))
            return new TransactionField(path, of);
        if (!path.StartsWith(AttributePrefix, StringComparison.Ordinal))
            return null;
        string name = path[AttributePrefix.Length..];
        return new TransactionField(path, transaction => Attribute(transaction, name));
    }

    public static IEnumerable<string> Paths => known.Keys.Append(AttributePrefix + "*");

    private static string? Attribute(Transaction transaction, string name)
    {
        foreach ((string key, string value) in transaction.Attributes)
        {
            if (key == name)
                return value;
        }
        return null;
    }
}
