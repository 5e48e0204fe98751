using System.Globalization;
using FraudFunctions.App.Stores;

namespace FraudFunctions.App.Cases;

/// <summary>
/// Where cases lie: container `cases`, a partition per customer, so that a case, its audit, what it has taken in and what it hands out are one commit.
/// </summary>
public static class CaseDocument
{
    public const string Container = "cases";
    public const string Prefix = "case:";

    // Priorities end far below; what is worth more comes first in the order of the index.
    private const double Highest = 9_999_999_999;

    public static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D8}");

    public static DocumentKey KeyOf(string customerId, int number) => new(customerId, IdOf(number));

    /// <summary>Says which case an alert has gone into; created once, so that no alert opens two.</summary>
    public static string TakenId(string alertId) => "taken:" + alertId;

    public static string OpenPrefix(string inbox) => $"cases/{inbox}/open/";

    public static string ClosedPrefix(string inbox) => $"cases/{inbox}/closed/";

    /// <summary>Open cases in the order of their worth, closed ones in the order of their closing.</summary>
    public static string IndexOf(Case one) => one.IsClosed
        ? string.Create(CultureInfo.InvariantCulture, $"{ClosedPrefix(one.Inbox)}{one.ClosedAt:yyyyMMddHHmmss}")
        : string.Create(CultureInfo.InvariantCulture, $"{OpenPrefix(one.Inbox)}{Math.Max(0, Highest - one.Priority * 100):0000000000}/{one.OpenedAt:yyyyMMddHHmmss}");
}
