using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Engine.Features;

/// <summary>
/// Everything a feature may look at: the transaction and the states as they were before it. A state that does not exist yet, or a part the
/// transaction does not name, is null, and its features are NaN.
/// </summary>
public readonly ref struct FeatureInput
{
    public required Transaction Transaction { get; init; }
    public required Payment Payment { get; init; }
    public required CustomerState Customer { get; init; }
    public EntityState? Merchant { get; init; }
    public EntityState? Device { get; init; }
    public EntityState? Ip { get; init; }
    public EntityState? Counterparty { get; init; }

    public EntityState? Entity(EntityKind kind) => kind switch
    {
        EntityKind.Merchant => Merchant,
        EntityKind.Device => Device,
        EntityKind.Ip => Ip,
        EntityKind.Counterparty => Counterparty,
    };
}
