namespace FraudFunctions.Learning.Simulation.Flow;

/// <summary>The attribute <c>credential_change</c>: what was changed in the days before this session, by whomever.</summary>
internal static class Hints
{
    public const string CredentialChange = "credential_change", BilledAmount = "billing_amount_minor", BilledCurrency = "billing_currency";

    public static readonly IReadOnlyList<KeyValuePair<string, string>> Password = [new(CredentialChange, "password")];
    public static readonly IReadOnlyList<KeyValuePair<string, string>> PhoneNumber = [new(CredentialChange, "phone_number")];
    public static readonly IReadOnlyList<KeyValuePair<string, string>> DeviceBinding = [new(CredentialChange, "device_binding")];
}
