using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace FraudFunctions.Embedded.Functions;

/// <summary>Fills <c>%Setting%</c> in hub names, consumer groups and schedules from the configuration.</summary>
internal sealed partial class Settings(IConfiguration configuration)
{
    public string Expand(string text, Func<string, Exception> refuse) => Placeholder().Replace(text, match =>
    {
        string name = match.Groups[1].Value;
        return configuration[name] ?? configuration[name.Replace("__", ":", StringComparison.Ordinal)]
            ?? throw refuse($"the setting '{name}' in '{text}' is not set");
    });

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Placeholder();
}
