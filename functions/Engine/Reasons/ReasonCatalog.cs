using System.Collections.Frozen;

namespace FraudFunctions.Engine.Reasons;

/// <summary>
/// How far a reason may travel. Open: the customer may hear it. Guarded: the customer hears that something could not be confirmed, because more would
/// teach how frauds are found. Secret: nobody outside may hear that it exists, because it may belong to an inquiry into money laundering.
/// </summary>
public enum Disclosure { Open, Guarded, Secret }

/// <summary>
/// What a reason code says to whom. A customer hears what they can check or act on; how frauds are found is not among it.
/// </summary>
public static class ReasonCatalog
{
    private const string NotConfirmed = "We could not confirm that this payment was made by you.";
    private const string NotVerified = "We were unable to verify that you made the payment.";
    private const string Unusual = "This payment differs from what you usually do.";

    private static readonly FrozenDictionary<string, Entry> entries = new Dictionary<string, Entry>(StringComparer.Ordinal)
    {
        [ReasonCodes.Amount] = Open("The amount by itself raises the risk.", "The amount is high.", "Amount of the payment."),
        [ReasonCodes.AmountAboveHabit] = Open("The amount is far above what this customer pays.", "The amount is higher than you usually pay.", "Amount of the payment compared with your earlier payments."),
        [ReasonCodes.AmountUnusualHere] = Open("The amount is unusual for this merchant.", "The amount is unusual for such a payment.", "Amount of the payment for this kind of merchant."),
        [ReasonCodes.SpendHigh] = Open("The customer has spent much in a short time.", "Your spending in the last days is higher than usual.", "Total of your recent payments."),
        [ReasonCodes.Velocity] = Open("Many payments follow each other closely.", "Several payments followed each other closely.", "Number of payments within a short time."),
        [ReasonCodes.UnusualTime] = Open("The time of day or week is unusual.", "The time of the payment is unusual for you.", "Time of the payment compared with your earlier payments."),
        [ReasonCodes.PaymentKind] = Guarded("This kind of payment carries more risk."),
        [ReasonCodes.WeakAuthentication] = Guarded("The customer was weakly authenticated."),
        [ReasonCodes.MerchantCategory] = Guarded("The merchant's category carries more risk."),
        [ReasonCodes.MerchantActivity] = Guarded("The merchant's traffic is unusual."),
        [ReasonCodes.MerchantNew] = Guarded("The bank has not known this merchant for long."),
        [ReasonCodes.MerchantFraud] = Guarded("Frauds are known at this merchant."),
        [ReasonCodes.BalanceDrained] = Open("The payment takes a large part of the balance.", "The payment takes a large part of your balance.", "Amount of the payment compared with your balance."),
        [ReasonCodes.PassThrough] = Secret("Money that came in leaves again at once."),
        [ReasonCodes.PriorFraud] = Guarded("Frauds are known on this customer's account."),
        [ReasonCodes.NewCustomer] = Open("The customer's history is short.", "We have seen few of your payments so far.", "Length of time we have known you."),
        [ReasonCodes.NewMerchant] = Open("First payment to this merchant.", "It is your first payment to this merchant.", "No earlier payment to this merchant."),
        [ReasonCodes.NewCounterparty] = Open("First transfer with this counterparty.", "It is your first transfer to this account.", "No earlier transfer to this account."),
        [ReasonCodes.NewDevice] = Open("First use of this device by the customer.", "The device is new to us.", "Device not used by you before."),
        [ReasonCodes.NewIp] = Open("First use of this internet address by the customer.", "The connection is new to us.", "Connection not used by you before."),
        [ReasonCodes.NewCountry] = Open("First payment into this country.", "It is your first payment into this country.", "No earlier payment into this country."),
        [ReasonCodes.UnusualPlace] = Open("The place is not where the customer usually pays.", "The place is not where you usually pay.", "Place of the payment compared with your earlier payments."),
        [ReasonCodes.ImpossibleTravel] = Open("The customer cannot have travelled there since the last payment.", "The place does not fit your last payment.", "Place of the payment compared with the one before it."),
        [ReasonCodes.DeviceShared] = Guarded("Several customers use this device."),
        [ReasonCodes.DeviceFraud] = Guarded("Frauds are known on this device."),
        [ReasonCodes.IpShared] = Guarded("Several customers use this internet address."),
        [ReasonCodes.IpFraud] = Guarded("Frauds are known on this internet address."),
        [ReasonCodes.CounterpartyFanIn] = Secret("Several customers pay into this account."),
        [ReasonCodes.CounterpartyNew] = Guarded("The bank has not known this account for long."),
        [ReasonCodes.DeviceNew] = Guarded("The bank has not known this device for long."),
        [ReasonCodes.IpNew] = Guarded("The bank has not known this internet address for long."),
        [ReasonCodes.CounterpartyFraud] = Guarded("Frauds are known on this account."),
        [ReasonCodes.Unspecific] = Guarded("No single fact: what is missing here, or ordinary by itself, raises the risk."),
        [ReasonCodes.Sequence] = Open("The payments in their order resemble those before known frauds.", Unusual, "Pattern of your recent payments."),
        [ReasonCodes.Listed] = Secret("On a list."),
        [ReasonCodes.CardTesting] = Guarded("Small online payments in quick succession, as when stolen cards are tried."),
        [ReasonCodes.AccountTakeover] = Guarded("A new device pays a new counterparty and drains the balance."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool Knows(string code) => entries.ContainsKey(code);

    /// <summary>For a code of a rule of one's own, the code itself.</summary>
    public static string ForAnalyst(string code) => entries.TryGetValue(code, out Entry? entry) ? entry.Analyst : code;

    public static string ForCustomer(string code) => entries.TryGetValue(code, out Entry? entry) ? entry.Customer : NotConfirmed;

    /// <summary>A principal reason as a notice of adverse action states it (12 CFR 1002.9(b)(2)): specific, and about the customer's own conduct.</summary>
    public static string ForNotice(string code) => entries.TryGetValue(code, out Entry? entry) ? entry.Notice : NotVerified;

    /// <summary>A rule of one's own is guarded until somebody gives its code words for customers; it may say itself that it is secret.</summary>
    public static Disclosure DisclosureOf(string code) => entries.TryGetValue(code, out Entry? entry) ? entry.Disclosure : Disclosure.Guarded;

    private static Entry Open(string analyst, string customer, string notice) => new(analyst, customer, notice, Disclosure.Open);

    private static Entry Guarded(string analyst) => new(analyst, NotConfirmed, NotVerified, Disclosure.Guarded);

    private static Entry Secret(string analyst) => new(analyst, NotConfirmed, NotVerified, Disclosure.Secret);

    private sealed record Entry(string Analyst, string Customer, string Notice, Disclosure Disclosure);
}
