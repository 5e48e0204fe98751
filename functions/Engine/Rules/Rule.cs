using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Reasons;

namespace FraudFunctions.Engine.Rules;

/// <summary>A shadow rule is evaluated and recorded, and changes nothing. New rules start there.</summary>
public enum RuleStatus { Shadow, Live }

/// <summary>
/// One rule: when its condition holds, the outcome is at least <see cref="AtLeast"/>, or at most <see cref="AtMost"/>. A floor beats a ceiling,
/// so that no allow list opens what a block list shuts.
/// </summary>
public sealed record Rule
{
    public required string Id { get; init; }

    /// <summary>The stable reason code that the decision gives.</summary>
    public required string Code { get; init; }
    public required string Text { get; init; }
    public required RuleStatus Status { get; init; }
    public Outcome? AtLeast { get; init; }
    public Outcome? AtMost { get; init; }
    public required Condition When { get; init; }

    /// <summary>Secret: nobody outside may hear that it exists. Otherwise the catalog's word on its code holds.</summary>
    public Disclosure Disclosure { get; init; } = Disclosure.Guarded;
}

/// <summary>All rules of one version, in order.</summary>
public sealed record RuleSet(int Version, IReadOnlyList<Rule> Rules)
{
    public static RuleSet Empty { get; } = new(0, []);

    /// <summary>The rules of those ids.</summary>
    public IReadOnlyList<Rule> Of(IReadOnlyList<string> ids) => [.. Rules.Where(rule => ids.Contains(rule.Id))];

    /// <summary>These rules with others instead of those of the same id; what is new comes behind.</summary>
    public RuleSet With(IReadOnlyList<Rule> others)
    {
        Dictionary<string, Rule> byId = others.ToDictionary(rule => rule.Id, StringComparer.Ordinal);
        HashSet<string> known = [.. Rules.Select(rule => rule.Id)];
        return this with { Rules = [.. Rules.Select(rule => byId.GetValueOrDefault(rule.Id, rule)), .. others.Where(rule => !known.Contains(rule.Id))] };
    }

    /// <summary>The rules whose condition holds, live and shadow.</summary>
    public List<Rule> Hits(in RuleInput input)
    {
        List<Rule> hits = [];
        foreach (Rule rule in Rules)
        {
            if (rule.When.Holds(input))
                hits.Add(rule);
        }
        return hits;
    }
}
