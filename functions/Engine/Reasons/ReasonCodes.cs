namespace FraudFunctions.Engine.Reasons;

/// <summary>The stable codes under which a decision gives its reasons. A code is never reused for another meaning.</summary>
public static class ReasonCodes
{
    public const string Amount = "AMOUNT";
    public const string AmountAboveHabit = "AMOUNT_ABOVE_HABIT";
    public const string AmountUnusualHere = "AMOUNT_UNUSUAL_FOR_MERCHANT";
    public const string SpendHigh = "SPEND_HIGH";
    public const string Velocity = "VELOCITY";
    public const string UnusualTime = "UNUSUAL_TIME";
    public const string PaymentKind = "PAYMENT_KIND";
    public const string WeakAuthentication = "WEAK_AUTHENTICATION";
    public const string MerchantCategory = "MERCHANT_CATEGORY";
    public const string MerchantActivity = "MERCHANT_ACTIVITY";
    public const string MerchantNew = "MERCHANT_NEW_TO_BANK";
    public const string MerchantFraud = "MERCHANT_FRAUD";
    public const string BalanceDrained = "BALANCE_DRAINED";
    public const string PassThrough = "PASS_THROUGH";
    public const string PriorFraud = "PRIOR_FRAUD";
    public const string NewCustomer = "NEW_CUSTOMER";
    public const string NewMerchant = "NEW_MERCHANT";
    public const string NewCounterparty = "NEW_COUNTERPARTY";
    public const string NewDevice = "NEW_DEVICE";
    public const string NewIp = "NEW_IP";
    public const string NewCountry = "NEW_COUNTRY";
    public const string UnusualPlace = "UNUSUAL_PLACE";
    public const string ImpossibleTravel = "IMPOSSIBLE_TRAVEL";
    public const string DeviceNew = "DEVICE_NEW_TO_BANK";
    public const string DeviceShared = "DEVICE_SHARED";
    public const string DeviceFraud = "DEVICE_FRAUD";
    public const string IpNew = "IP_NEW_TO_BANK";
    public const string IpShared = "IP_SHARED";
    public const string IpFraud = "IP_FRAUD";
    public const string CounterpartyFanIn = "COUNTERPARTY_FAN_IN";
    public const string CounterpartyNew = "COUNTERPARTY_NEW_TO_BANK";
    public const string CounterpartyFraud = "COUNTERPARTY_FRAUD";
    public const string Unspecific = "UNSPECIFIC";
    public const string Sequence = "SEQUENCE_OF_PAYMENTS";
    public const string Listed = "LISTED";
    public const string CardTesting = "CARD_TESTING";
    public const string AccountTakeover = "ACCOUNT_TAKEOVER";
}
