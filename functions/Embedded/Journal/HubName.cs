using System.Text.RegularExpressions;

namespace FraudFunctions.Embedded.Journal;

/// <summary>What a hub may be called: what Event Hubs takes too.</summary>
internal static partial class HubName
{
    public const string Rule = "letters, digits, '.', '-' and '_', at most 256 of them, a letter or digit first";

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,255}$")]
    public static partial Regex Pattern();
}
