namespace FraudFunctions.Engine.Transactions;

/// <summary>A transaction while its members are still coming in.</summary>
internal struct TransactionDraft
{
    public string? Id, CustomerId, AccountId, Currency, DeviceId, Ip;
    public TransactionType? Type;
    public Direction? Direction;
    public Channel? Channel;
    public long? AmountMinor, BalanceBeforeMinor;
    public DateTimeOffset? Time;
    public Merchant? Merchant;
    public Counterparty? Counterparty;
    public Geo? Geo;
    public CardPresence? CardPresence;
    public Authentication? Authentication;

    public readonly FieldProblem? Missing()
    {
        string? name = Id is null ? "id" : CustomerId is null ? "customerId" : Type is null ? "type" : Channel is null ? "channel"
            : AmountMinor is null ? "amountMinor" : Currency is null ? "currency" : Time is null ? "time" : null;
        return name is null ? null : new FieldProblem("missing", name, "is missing");
    }

    public readonly FieldProblem? Inconsistent() => (Type!.Value, Merchant, Counterparty) switch
    {
        (TransactionType.Payment, null, null) => new("missing", "merchant", "is missing: a payment names its merchant or its counterparty"),
        (TransactionType.Transfer, _, null) => new("missing", "counterparty", "is missing: a transfer names its counterparty"),
        _ => null,
    };

    public readonly Transaction ToTransaction(List<KeyValuePair<string, string>>? attributes) => new()
    {
        Id = Id!,
        CustomerId = CustomerId!,
        AccountId = AccountId,
        Type = Type!.Value,
        Direction = Direction ?? DirectionOf(Type.Value),
        Channel = Channel!.Value,
        AmountMinor = AmountMinor!.Value,
        Currency = Currency!,
        Time = Time!.Value,
        Merchant = Merchant,
        Counterparty = Counterparty,
        DeviceId = DeviceId,
        Ip = Ip,
        Geo = Geo,
        CardPresence = CardPresence,
        Authentication = Authentication,
        BalanceBeforeMinor = BalanceBeforeMinor,
        Attributes = Ordered(attributes),
    };

    private static Direction DirectionOf(TransactionType type) => type switch
    {
        TransactionType.Payment or TransactionType.Transfer or TransactionType.Withdrawal or TransactionType.TopUp => Transactions.Direction.Debit,
        TransactionType.Deposit or TransactionType.Refund => Transactions.Direction.Credit,
    };

    private static IReadOnlyList<KeyValuePair<string, string>> Ordered(List<KeyValuePair<string, string>>? attributes)
    {
        if (attributes is null)
            return [];
        attributes.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return attributes;
    }
}
