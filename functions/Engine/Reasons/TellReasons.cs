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
    public static IReadOnlyList<ToldReason> To(Audience audience, IReadOnlyList<Reason> reasons) => audience switch
    {
        Audience.Auditor => [.. reasons.Select(InFull)],
        Audience.Analyst => [.. reasons.Where(Raises).Select(InFull)],
        Audience.Customer => Sentences(reasons, ReasonCatalog.ForCustomer),
        Audience.AdverseAction => Sentences(reasons, ReasonCatalog.ForNotice),
    };

    /// <summary>What is secret leaves no trace: the answer is that of a decision without it, and where nothing is left, of one without a reason.</summary>
    private static IReadOnlyList<ToldReason> Sentences(IReadOnlyList<Reason> reasons, Func<string, string> text)
    {
        // What is specific comes before what is general: "could not confirm" in the first place helps nobody.
        string[] sentences = [.. reasons.Where(Raises)
            .Where(reason => ReasonCatalog.DisclosureOf(reason.Code) != Disclosure.Secret)
            .OrderBy(reason => ReasonCatalog.DisclosureOf(reason.Code))
            .Select(reason => text(reason.Code)).Distinct(StringComparer.Ordinal)
            .Take(MostToCustomers)];
        return [.. sentences.DefaultIfEmpty(text("")).Select(sentence => new ToldReason(sentence))];
    }

    private static bool Raises(Reason reason) => reason.Origin == ReasonOrigin.Rule || reason.Contribution > 0;

    private static ToldReason InFull(Reason reason) => new(ReasonCatalog.ForAnalyst(reason.Code), reason.Code, reason.Origin, reason.Contribution, reason.Evidence);
}
