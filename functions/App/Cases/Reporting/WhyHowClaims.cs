using FraudFunctions.App.Decisions;
using FraudFunctions.Engine.Reasons;

namespace FraudFunctions.App.Cases.Reporting;

/// <summary>The largest alerted amount against the customer's habit.</summary>
public sealed record RatioClaim(IReadOnlyList<string> ExhibitIds, long LargestMinor, long UsualMinor, string Currency, double Ratio) : Claim(ExhibitIds)
{
    public override string Sentence => $"The largest alerted payment, {Say.Money(LargestMinor, Currency)}, is {Say.Number(Ratio)} times the usual amount of {Say.Money(UsualMinor, Currency)}.";

    internal static RatioClaim? From(Scene scene) => scene.Profile is { AmountRatio: { } ratio } profile
        ? new([profile.Id], profile.LargestAmountMinor, profile.UsualAmountMinor, profile.Currency, ratio)
        : null;

    internal override Claim? Again(Scene scene) => From(scene);
}

/// <summary>A reason that alerted transactions share.</summary>
public sealed record ReasonClaim(IReadOnlyList<string> ExhibitIds, string Code, string Text, IReadOnlyList<ReasonOrigin> Origins, int Decisions, double Strongest, IReadOnlyList<Evidence> Values) : Claim(ExhibitIds)
{
    public override string Sentence
    {
        get
        {
            string moved = Strongest > 0 ? $", moving the log odds of fraud by up to {Say.Number(Strongest)}" : "";
            string values = Values.Count == 0 ? "" : $" with {Say.List(Values.Select(value => $"{Say.Id(value.Feature)} at {Say.Number(value.Value)}"))}";
            return $"Reason {Say.Id(Code)} ({Say.Quote(Text)}) was given by {Say.List(Origins.Select(Words.Of))} for {Say.Count(Decisions, "decision")}{moved}{values}.";
        }
    }

    internal static ReasonClaim? From(Scene scene, string code)
    {
        if (scene.Reasons.FirstOrDefault(group => group.Key == code) is not { } group)
            return null;
        ReasonExhibit strongest = group.OrderByDescending(reason => reason.Contribution).ThenBy(reason => reason.Id, StringComparer.Ordinal).First();
        return new(
            Scene.Ids(group),
            code,
            ReasonCatalog.ForAnalyst(code),
            [.. group.Select(reason => reason.Origin).Distinct().Order()],
            group.Select(reason => reason.DecisionId).Distinct().Count(),
            strongest.Contribution,
            strongest.Values);
    }

    internal override Claim? Again(Scene scene) => From(scene, Code);
}

/// <summary>A typology that the evidence points to.</summary>
public sealed record TypologyClaim(IReadOnlyList<string> ExhibitIds, Typology Typology, Strength Strength, int For, int Against) : Claim(ExhibitIds)
{
    public override string Sentence => (Strength == Strength.Strong ? "The evidence points strongly to " : "Some of the evidence points to ")
        + $"{Words.Of(Typology)}, with {Say.Count(For, "exhibit")} for it and {Say.Number(Against)} against.";

    internal static TypologyClaim? From(Scene scene, Typology typology) => scene.Findings.FirstOrDefault(one => one.Typology == typology) is { } finding
        ? Of(finding)
        : null;

    internal static TypologyClaim Of(TypologyFinding finding)
        => new([.. finding.Supporting, .. finding.Contradicting], finding.Typology, finding.Strength, finding.Supporting.Count, finding.Contradicting.Count);

    internal override Claim? Again(Scene scene) => From(scene, Typology);
}

/// <summary>What speaks against a typology.</summary>
public sealed record AgainstClaim(IReadOnlyList<string> ExhibitIds, Typology Typology) : Claim(ExhibitIds)
{
    public override string Sentence => $"Against {Words.Of(Typology)} {Say.Plural(ExhibitIds.Count, "speaks", "speak")} {Say.Count(ExhibitIds.Count, "exhibit")}, "
        + $"{Say.List(ExhibitIds.Take(3).Select(Say.Id))}{(ExhibitIds.Count > 3 ? " among them" : "")}.";

    internal static AgainstClaim? From(Scene scene, Typology typology)
        => scene.Findings.FirstOrDefault(one => one.Typology == typology) is { Contradicting.Count: > 0 } finding ? new(finding.Contradicting, typology) : null;

    internal override Claim? Again(Scene scene) => From(scene, Typology);
}

/// <summary>Money that came in and left again.</summary>
public sealed record FlowClaim(
    IReadOnlyList<string> ExhibitIds, long InMinor, int Credits, long OutMinor, int Debits, string Currency, double Share, long Seconds) : Claim(ExhibitIds)
{
    public override string Sentence => $"{Say.Money(InMinor, Currency)} came in by {Say.Count(Credits, "transaction")}; {Say.Money(OutMinor, Currency)} ({Say.Percent(Share)}) "
        + $"left by {Say.Count(Debits, "transaction")}, the last {Say.Span(Seconds)} after the first arrival.";

    internal static FlowClaim? From(Scene scene)
    {
        if (PassThrough.In(scene) is not { } flow)
            return null;
        long came = flow.Credits.Sum(exhibit => exhibit.AmountMinor), left = flow.Debits.Sum(exhibit => exhibit.AmountMinor);
        return new(
            [.. Scene.Ids(flow.Credits), .. Scene.Ids(flow.Debits)],
            came,
            flow.Credits.Count,
            left,
            flow.Debits.Count,
            flow.Credits[0].Currency,
            (double)left / came,
            Scene.Seconds(flow.Credits[0].Time, flow.Debits[^1].Time));
    }

    internal override Claim? Again(Scene scene) => From(scene);
}

/// <summary>Amounts that rose from the first alerted transaction to the largest.</summary>
public sealed record RiseClaim(IReadOnlyList<string> ExhibitIds, MoneyView First, MoneyView Largest, long Seconds) : Claim(ExhibitIds)
{
    public override string Sentence => $"The amounts rose from {Say.Money([First])} at first to {Say.Money([Largest])} at the highest, {Say.Span(Seconds)} later.";

    internal static RiseClaim? From(Scene scene)
    {
        TransactionExhibit[] spent = [.. scene.Alerted.Where(Scene.LeavesAccount)];
        if (spent.Length < 2 || spent.Where(exhibit => exhibit.Currency == spent[0].Currency).MaxBy(exhibit => exhibit.AmountMinor) is not { } largest || largest.AmountMinor / 2 < spent[0].AmountMinor)
            return null;
        return largest == spent[0]
            ? null
            : new([spent[0].Id, largest.Id], new(spent[0].AmountMinor, spent[0].Currency), new(largest.AmountMinor, largest.Currency), Scene.Seconds(spent[0].Time, largest.Time));
    }

    internal override Claim? Again(Scene scene) => From(scene);
}
