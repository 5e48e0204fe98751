using System.Globalization;
using System.Text;

namespace FraudFunctions.Learning.Governance;

/// <summary>One gate: whether it was passed, by which figures, and what that means in a sentence.</summary>
public sealed record GateResult(string Gate, bool Passed, IReadOnlyDictionary<string, double> Figures, string Sentence)
{
    internal static GateResult Of(string gate, bool passed, string sentence, params ReadOnlySpan<(string Name, double Value)> figures)
    {
        SortedDictionary<string, double> named = new(StringComparer.Ordinal);
        foreach ((string name, double value) in figures)
            named[name] = Math.Round(value, 6);
        return new GateResult(gate, passed, named, sentence);
    }
}

/// <summary>What the gates said of a model, and on which rows.</summary>
public sealed record GateReport
{
    public required string Model { get; init; }

    /// <summary>The champion that it was held against; null when there was none.</summary>
    public required string? Champion { get; init; }

    /// <summary>Labels count as they were known at this time.</summary>
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset TestFrom { get; init; }
    public required DateTimeOffset TestUntil { get; init; }
    public required IReadOnlyList<GateResult> Results { get; init; }

    public bool Passed => Results.All(result => result.Passed);

    public string ToText()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Model {Model} against {Champion ?? "no champion"}: {(Passed ? "passed" : "failed")}\n");
        text.Append(CultureInfo.InvariantCulture, $"Tested on {TestFrom:yyyy-MM-dd HH:mm} to {TestUntil:yyyy-MM-dd HH:mm} with what was known at {At:yyyy-MM-dd HH:mm}\n\n");
        foreach (GateResult result in Results)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(result.Passed ? "passed" : "FAILED")}  {result.Gate}: {result.Sentence}\n");
            foreach ((string name, double value) in result.Figures)
                text.Append(CultureInfo.InvariantCulture, $"          {name} {value:G6}\n");
        }
        return text.ToString();
    }
}
