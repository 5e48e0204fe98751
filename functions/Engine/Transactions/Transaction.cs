namespace FraudFunctions.Engine.Transactions;

/// <summary>One attempted movement of money, as the engine sees it: parsed, validated and normalised.</summary>
public sealed record Transaction
{
    public required string Id { get; init; }
    public required string CustomerId { get; init; }
    public string? AccountId { get; init; }
    public required TransactionType Type { get; init; }

    /// <summary>Seen from the customer: debit leaves the customer's account, credit arrives on it.</summary>
    public required Direction Direction { get; init; }
    public required Channel Channel { get; init; }

    /// <summary>In minor units of <see cref="Currency"/> (cents for EUR, yen for JPY), never negative. Zero checks a card without charging it.</summary>
    public required long AmountMinor { get; init; }

    /// <summary>ISO 4217, upper case.</summary>
    public required string Currency { get; init; }

    /// <summary>When the customer did it, in UTC; not when the event arrived.</summary>
    public required DateTimeOffset Time { get; init; }
    public Merchant? Merchant { get; init; }
    public Counterparty? Counterparty { get; init; }
    public string? DeviceId { get; init; }
    public string? Ip { get; init; }
    public Geo? Geo { get; init; }
    public CardPresence? CardPresence { get; init; }
    public Authentication? Authentication { get; init; }

    /// <summary>Balance of the account before this transaction, in minor units of <see cref="Currency"/>.</summary>
    public long? BalanceBeforeMinor { get; init; }

    /// <summary>Members the engine does not know, by name in ordinal order, kept with the decision.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes { get; init; } = [];
}

/// <summary>Who takes the money of a payment. <c>Mcc</c> is the four-digit ISO 18245 category, <c>Country</c> ISO 3166 alpha-2.</summary>
public sealed record Merchant(string Id, string? Mcc = null, string? Country = null);

/// <summary>The other side of a transfer: an account (IBAN or the bank's own form), its holder and country.</summary>
public sealed record Counterparty(string Account, string? Name = null, string? Country = null);

/// <summary>Where it happened, in degrees (WGS 84).</summary>
public sealed record Geo(double Latitude, double Longitude);

/// <summary>What kind of movement it is.</summary>
public enum TransactionType { Payment, Transfer, Withdrawal, Deposit, TopUp, Refund }

/// <summary>Which way the money moves, seen from the customer.</summary>
public enum Direction { Debit, Credit }

/// <summary>Through which door it came.</summary>
public enum Channel { Pos, Online, Atm, Branch, App, Phone }

/// <summary>Whether the card was there.</summary>
public enum CardPresence { Present, NotPresent }

/// <summary>How the customer proved to be the customer: nothing, a PIN, 3-D Secure without a challenge, or strong authentication (two factors).</summary>
public enum Authentication { None, Pin, Frictionless, Strong }
