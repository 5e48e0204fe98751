using System.Collections.Frozen;

namespace FraudFunctions.Engine.Reasons;

/// <summary>
/// What a reason code says to whom. A customer hears what they can check or act on; how frauds are found is not among it.
/// </summary>
public static class ReasonCatalog
{
    private const string NotConfirmed = "We could not confirm that this payment was made by you.";
    private const string Unusual = "This payment differs from what you usually do.";

    private static readonly FrozenDictionary<string, (string Analyst, string Customer)> texts = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        [ReasonCodes.Amount] = ("The amount by itself raises the risk.", "The amount is high."),
        [ReasonCodes.AmountAboveHabit] = ("The amount is far above what this customer pays.", "The amount is higher than you usually pay."),
        [ReasonCodes.AmountUnusualHere] = ("The amount is unusual for this merchant.", Unusual),
        [ReasonCodes.SpendHigh] = ("The customer has spent much in a short time.", "Your spending in the last days is higher than usual."),
        [ReasonCodes.Velocity] = ("Many payments follow each other closely.", "Several payments followed each other closely."),
        [ReasonCodes.UnusualTime] = ("The time of day or week is unusual.", "The time of the payment is unusual for you."),
        [ReasonCodes.PaymentKind] = ("This kind of payment carries more risk.", NotConfirmed),
        [ReasonCodes.WeakAuthentication] = ("The customer was weakly authenticated.", NotConfirmed),
        [ReasonCodes.MerchantCategory] = ("The merchant's category carries more risk.", NotConfirmed),
        [ReasonCodes.MerchantActivity] = ("The merchant's traffic is unusual.", NotConfirmed),
        [ReasonCodes.MerchantNew] = ("The bank has not known this merchant for long.", NotConfirmed),
        [ReasonCodes.MerchantFraud] = ("Frauds are known at this merchant.", NotConfirmed),
        [ReasonCodes.BalanceDrained] = ("The payment takes a large part of the balance.", "The payment takes a large part of your balance."),
        [ReasonCodes.PassThrough] = ("Money that came in leaves again at once.", NotConfirmed),
        [ReasonCodes.PriorFraud] = ("Frauds are known on this customer's account.", "There was fraud on your account before."),
        [ReasonCodes.NewCustomer] = ("The customer's history is short.", "Your account is new."),
        [ReasonCodes.NewMerchant] = ("First payment to this merchant.", "It is your first payment to this merchant."),
        [ReasonCodes.NewCounterparty] = ("First transfer with this counterparty.", "It is your first transfer to this account."),
        [ReasonCodes.NewDevice] = ("First use of this device by the customer.", "The device is new to us."),
        [ReasonCodes.NewIp] = ("First use of this internet address by the customer.", "The connection is new to us."),
        [ReasonCodes.NewCountry] = ("First payment into this country.", "It is your first payment into this country."),
        [ReasonCodes.UnusualPlace] = ("The place is not where the customer usually pays.", "The place is not where you usually pay."),
        [ReasonCodes.ImpossibleTravel] = ("The customer cannot have travelled there since the last payment.", "The place does not fit your last payment."),
        [ReasonCodes.DeviceShared] = ("Several customers use this device.", NotConfirmed),
        [ReasonCodes.DeviceFraud] = ("Frauds are known on this device.", NotConfirmed),
        [ReasonCodes.IpShared] = ("Several customers use this internet address.", NotConfirmed),
        [ReasonCodes.IpFraud] = ("Frauds are known on this internet address.", NotConfirmed),
        [ReasonCodes.CounterpartyFanIn] = ("Several customers pay into this account.", NotConfirmed),
        [ReasonCodes.CounterpartyNew] = ("The bank has not known this account for long.", NotConfirmed),
        [ReasonCodes.DeviceNew] = ("The bank has not known this device for long.", NotConfirmed),
        [ReasonCodes.IpNew] = ("The bank has not known this internet address for long.", NotConfirmed),
        [ReasonCodes.CounterpartyFraud] = ("Frauds are known on this account.", NotConfirmed),
        [ReasonCodes.Sequence] = ("The payments in their order resemble those before known frauds.", Unusual),
        [ReasonCodes.Listed] = ("On a list.", NotConfirmed),
        [ReasonCodes.CardTesting] = ("Small online payments in quick succession, as when stolen cards are tried.", NotConfirmed),
        [ReasonCodes.AccountTakeover] = ("A new device pays a new counterparty and drains the balance.", NotConfirmed),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool Knows(string code) => texts.ContainsKey(code);

    /// <summary>For a code of a rule of one's own, the code itself.</summary>
    public static string ForAnalyst(string code) => texts.TryGetValue(code, out var text) ? text.Analyst : code;

    public static string ForCustomer(string code) => texts.TryGetValue(code, out var text) ? text.Customer : NotConfirmed;
}
