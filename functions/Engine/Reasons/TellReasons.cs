using FraudFunctions.Engine.Rules;

namespace FraudFunctions.Engine.Reasons;

/// <summary>Who is told why.</summary>
public enum Audience { Analyst, Auditor, Customer, AdverseAction }

/// <summary>One reason as somebody is told it. Code, contribution and evidence are for those who may know how frauds are found.</summary>
public sealed record ToldReason(string Text, string? Code = null, ReasonOrigin? Origin = null, double? Contribution = null, IReadOnlyList<Evidence>? Evidence = null);

/// <summary>
/// Tells the reasons of a decision to an audience. An auditor gets everything, so that it can be added up; an analyst what raised the risk; a customer
/// and a notice of adverse action at most four sentences that betray nothing.
/// </summary>
public static class TellReasons
{
    // More than four principal reasons help nobody (official interpretation of 12 CFR 1002.9(b)(2), paragraph 1).
    private const int MostToCustomers = 4;

    /// <param name="reasons">All reasons: rules first, then the model's, the strongest first.</param>
    /// <param name="audience">Who asks.</param>
    /// <param name="fired">The rules that fired: a reason of a rule that is not among them is told to nobody outside.</param>
    public static IReadOnlyList<ToldReason> To(Audience audience, IReadOnlyList<Reason> reasons, IReadOnlyList<Rule> fired) => audience switch
    {
        Audience.Auditor => [.. reasons.Select(InFull)],
        Audience.Analyst => [.. reasons.Where(reason => Raises(reason, fired)).Select(InFull)],
        Audience.Customer => Sentences(reasons, fired, ReasonCatalog.ForCustomer),
        Audience.AdverseAction => Sentences(reasons, fired, ReasonCatalog.ForNotice),
    };

    /// <summary>What is secret leaves no trace: the answer is that of a decision without it, and where nothing is left, of one without a reason.</summary>
    private static IReadOnlyList<ToldReason> Sentences(IReadOnlyList<Reason> reasons, IReadOnlyList<Rule> fired, Func<string, string> text)
    {
        // What is specific comes before what is general: "could not confirm" in the first place helps nobody.
        string[] sentences = [.. reasons.Where(reason => Raises(reason, fired))
            .Where(reason => DisclosureOf(reason, fired) != Disclosure.Secret)
            .OrderBy(reason => DisclosureOf(reason, fired))
            .Select(reason => text(reason.Code)).Distinct(StringComparer.Ordinal)
            .Take(MostToCustomers)];
        return [.. sentences.DefaultIfEmpty(text("")).Select(sentence => new ToldReason(sentence))];
    }

    /// <summary>A rule raises the risk by a floor; one that allows speaks for the customer.</summary>
    private static bool Raises(Reason reason, IReadOnlyList<Rule> fired) => reason.Origin == ReasonOrigin.Rule
        ? RulesOf(reason, fired) is var rules && (rules.Length == 0 || rules.Any(rule => rule.AtLeast is not null))
        : reason.Contribution >= CompileReasons.LeastContribution;

    private static Disclosure DisclosureOf(Reason reason, IReadOnlyList<Rule> fired)
    {
        Disclosure ofCode = ReasonCatalog.DisclosureOf(reason.Code);
        if (reason.Origin != ReasonOrigin.Rule)
            return ofCode;
        Disclosure ofRules = RulesOf(reason, fired).Select(rule => rule.Disclosure).DefaultIfEmpty(Disclosure.Secret).Max();
        // What a rule leaves guarded may be open by its code, such as an impossible journey.
        return ofRules == Disclosure.Secret ? Disclosure.Secret : ofCode;
    }

    private static Rule[] RulesOf(Reason reason, IReadOnlyList<Rule> fired) => [.. fired.Where(rule => rule.Status == RuleStatus.Live && rule.Code == reason.Code)];

    /// <summary>What speaks for the customer is told as such: its words as a reason would be untrue.</summary>
    private static ToldReason InFull(Reason reason)
    {
        string text = ReasonCatalog.ForAnalyst(reason.Code);
        return new(reason.Contribution < 0 ? $"Lowers the risk here. (Where it raises it: {text})" : text, reason.Code, reason.Origin, reason.Contribution, reason.Evidence);
    }
}
