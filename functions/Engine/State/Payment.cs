using FraudFunctions.Engine.Money;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Engine.State;

/// <summary>A transaction in the numbers that states and features work with: seconds, base amounts, hashes.</summary>
public readonly struct Payment
{
    public Payment(Transaction transaction, ReferenceRates rates)
    {
        Time = (uint)transaction.Time.ToUnixTimeSeconds();
        AmountMinor = rates.ToBaseMinor(transaction.AmountMinor, transaction.Currency);
        LogAmount = Math.Log(1 + AmountMinor / 100.0);
        Credit = transaction.Direction == Direction.Credit;
        TransactionTag = StableHash.Short(transaction.Id);
        CustomerTag = StableHash.Short(transaction.CustomerId);
        MerchantHash = Hash(transaction.Merchant?.Id);
        CounterpartyHash = Hash(transaction.Counterparty?.Account);
        DeviceHash = Hash(transaction.DeviceId);
        IpHash = Hash(transaction.Ip);
        CountryHash = Hash(transaction.Merchant?.Country ?? transaction.Counterparty?.Country);
        HasPlace = transaction.Geo is not null;
        Latitude = transaction.Geo?.Latitude ?? 0;
        Longitude = transaction.Geo?.Longitude ?? 0;
    }

    /// <summary>Event time in Unix seconds, rounded down.</summary>
    public uint Time { get; }

    /// <summary>Hundredths of the base currency.</summary>
    public long AmountMinor { get; }

    /// <summary>ln(1 + amount in base units).</summary>
    public double LogAmount { get; }
    public bool Credit { get; }
    public ushort TransactionTag { get; }
    public ushort CustomerTag { get; }

    /// <summary>Zero when the transaction names none.</summary>
    public ulong MerchantHash { get; }
    public ulong CounterpartyHash { get; }
    public ulong DeviceHash { get; }
    public ulong IpHash { get; }
    public ulong CountryHash { get; }
    public bool HasPlace { get; }
    public double Latitude { get; }
    public double Longitude { get; }

    private static ulong Hash(string? id) => id is null ? 0 : Math.Max(StableHash.Of(id), 1);
}
