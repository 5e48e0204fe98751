using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Reasons;

namespace FraudFunctions.Learning.Networks.Autoencoders;

/// <summary>The columns that say how somebody behaves: what an anomaly may consist of.</summary>
/// <remarks>
/// Left out are columns made from labels (the autoencoder is to find what no label has told yet), codes of kinds that are no quantities, ages and
/// lifetime counts, which grow for everybody as time goes on, the calendar, and the plain amount beside its logarithm.
/// </remarks>
public static class BehaviourColumns
{
    private static readonly HashSet<string> leftOutReasons =
    [
        ReasonCodes.PriorFraud, ReasonCodes.MerchantFraud, ReasonCodes.DeviceFraud, ReasonCodes.IpFraud, ReasonCodes.CounterpartyFraud,
        ReasonCodes.PaymentKind, ReasonCodes.MerchantCategory, ReasonCodes.WeakAuthentication,
        ReasonCodes.NewCustomer, ReasonCodes.MerchantNew, ReasonCodes.DeviceNew, ReasonCodes.IpNew, ReasonCodes.CounterpartyNew,
    ];

    private static readonly HashSet<string> leftOutNames = ["amount", "hour", "is_weekend", "TX_DURING_WEEKEND", "TX_DURING_NIGHT"];

    /// <summary>Their indices, in the order of the schema.</summary>
    public static IReadOnlyList<int> Of(FeatureSchema schema)
        => [.. Enumerable.Range(0, schema.Width).Where(i => !leftOutReasons.Contains(schema.Columns[i].ReasonCode) && !leftOutNames.Contains(schema.Columns[i].Name))];
}
