using System.Globalization;
using FraudFunctions.App.Stores;

namespace FraudFunctions.App.Alerts;

/// <summary>Where alerts lie among the documents of a customer, and how they are found: by state, what is most worth a minute first, then the oldest.</summary>
internal static class AlertDocument
{
    public const string Prefix = "alert:";

    // In hundredths of a minor unit per minute; more than a hundred billion a minute is as urgent as can be.
    private const long HighestPriority = 999_999_999_999_999;

    public static DocumentKey KeyOf(string customerId, string alertId) => new(customerId, Prefix + alertId);

    public static Write Write(Alert alert, string? etag) => etag is null
        ? new Write.Create(Prefix + alert.Id, alert.ToJson(), IndexOf(alert))
        : new Write.Replace(Prefix + alert.Id, etag, alert.ToJson(), IndexOf(alert));

    public static string IndexPrefix(AlertState state) => $"alerts/{state}/";

    public static string IndexOf(Alert alert)
    {
        long inverted = HighestPriority - (long)Math.Clamp(alert.Priority * 100, 0, HighestPriority);
        return string.Create(CultureInfo.InvariantCulture, $"{IndexPrefix(alert.State)}{inverted:D15}/{alert.FirstTime.ToUniversalTime():yyyyMMddHHmmss}");
    }
}
