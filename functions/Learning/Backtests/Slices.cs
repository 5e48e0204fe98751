using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Learning.Backtests;

/// <summary>A way to divide rows, and the part that each row of the table belongs to; null where it belongs to none.</summary>
public sealed record Slices(string By, IReadOnlyList<string?> PartOf)
{
    /// <summary>The first payments of a customer, before anything is habit.</summary>
    public const int ColdEvents = 5;

    private static readonly (long FromMinor, string Name)[] bands = [(0, "below 10"), (10_00, "10 to 50"), (50_00, "50 to 220"), (220_00, "220 to 1000"), (1000_00, "1000 and more")];

    /// <summary>Everything that a table can be divided by; a way that leaves all rows in one part is left out.</summary>
    public static IReadOnlyList<Slices> Of(FeatureTable table)
    {
        Slices[] all =
        [
            new("story", [.. table.Scenarios.Select(story => story is null or "0" or "" ? null : story)]),
            new("customer's history", ColdStart(table)),
            new("amount", [.. table.Rows.AmountsMinor.ToArray().Select(amount => bands.Last(band => amount >= band.FromMinor || band.FromMinor == 0).Name)]),
            new("channel", Channels(table)),
        ];
        return [.. all.Where(slices => slices.PartOf.Distinct().Take(2).Count() == 2)];
    }

    /// <summary>Parts in an order that a reader expects.</summary>
    public IReadOnlyList<string> Parts => [.. PartOf.OfType<string>().Distinct().OrderBy(part => Array.FindIndex(bands, band => band.Name == part)).ThenBy(part => part, StringComparer.Ordinal)];

    private static string[] ColdStart(FeatureTable table)
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        return [.. table.Rows.CustomerIds.ToArray().Select(customer =>
        {
            int before = seen.GetValueOrDefault(customer);
            seen[customer] = before + 1;
            return before < ColdEvents ? $"first {ColdEvents} events" : "later";
        })];
    }

    private static string?[] Channels(FeatureTable table)
    {
        int column = table.Rows.FeatureNames.ToList().IndexOf("channel");
        return [.. Enumerable.Range(0, table.Rows.Rows).Select(row => column < 0 ? null : Choices<Channel>.NameOf((Channel)(int)table.Rows.Features.Row(row)[column]))];
    }
}
