using System.Globalization;
using FraudFunctions.App.Stores;

namespace FraudFunctions.App.Alerts;

/// <summary>Where alerts lie among the documents of a customer, and how they are found by state and age.</summary>
internal static class AlertDocument
{
    public const string Prefix = "alert:";

    public static DocumentKey KeyOf(string customerId, string alertId) => new(customerId, Prefix + alertId);

    public static Write Write(Alert alert, string? etag) => etag is null
        ? new Write.Create(Prefix + alert.Id, alert.ToJson(), IndexOf(alert))
        : new Write.Replace(Prefix + alert.Id, etag, alert.ToJson(), IndexOf(alert));

    public static string IndexPrefix(AlertState state) => $"alerts/{state}/";

    private static string IndexOf(Alert alert)
        => IndexPrefix(alert.State) + alert.FirstTime.ToUniversalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
}
