using System.Text.Json;
using System.Text.RegularExpressions;
using FraudFunctions.App.Platform;

namespace FraudFunctions.App.Cases.Reporting;

/// <summary>What is wrong with a text, and where.</summary>
public sealed record Mismatch(string Where, string Fault);

/// <summary>
/// Holds the final text of a report against the dossier, whoever wrote it. Every claim is recomputed; every sentence must carry its claim's anchor
/// and say, value for value and in the same order, what the claim says; everything around the sentences must be as it was rendered.
/// </summary>
public static partial class VerifyReport
{
    public static IReadOnlyList<Mismatch> Check(string text, CaseReport report, Dossier dossier) => [.. CheckClaims(report, dossier), .. CheckText(text, report)];

    /// <summary>Whether the dossier still bears out the report.</summary>
    internal static IEnumerable<Mismatch> CheckClaims(CaseReport report, Dossier dossier)
    {
        Scene scene = new(dossier);
        foreach (ReportSection section in report.Sections)
        {
            foreach (Claim claim in section.Claims.Where(claim => !claim.HoldsIn(scene)))
                yield return new(Place(section.Kind, claim), "does not follow from the dossier");
        }
        foreach (IGrouping<string, Claim> twice in report.Claims.GroupBy(claim => claim.Id).Where(group => group.Count() > 1))
            yield return new(twice.Key, "is the id of more than one claim");
        foreach ((Question question, Answer _) in Coverage.Of(report).Where(pair => pair.Value == Answer.Silent))
            yield return new(question.ToString(), "is neither answered nor said to be unknown");
        foreach (MissingExhibit missing in dossier.Missing.Where(missing => !report.Claims.OfType<MissingClaim>().Any(claim => claim.Kind == missing.Kind && claim.Reason == missing.Reason)))
            yield return new(RenderMarkdown.Title(SectionKind.Missing), $"does not say that {Words.Of(missing.Kind)} could not be had");
        HashSet<(SectionKind, string)> right = [.. Said(DraftReport.From(dossier, scene.Findings))], said = [.. Said(report)];
        foreach ((SectionKind kind, string claim) in right.Except(said))
            yield return new(RenderMarkdown.Title(kind), $"leaves out {claim}");
        foreach ((SectionKind kind, string claim) in said.Except(right))
            yield return new(RenderMarkdown.Title(kind), $"adds {claim}");
        (string, string, CaseType, int, DateTimeOffset) head = (dossier.CaseId, dossier.CustomerId, dossier.Type, dossier.Round, dossier.GatheredAt);
        if (head != (report.CaseId, report.CustomerId, report.Type, report.Round, report.GatheredAt))
            yield return new("head", "is of another dossier");
        if (!Same(report.Transactions, scene.Transactions))
            yield return new("table", "does not follow from the dossier");
        if (!Same(report.Evidence, DraftReport.EvidenceOf(scene)))
            yield return new("evidence", "does not follow from the dossier");
    }

    /// <summary>Whether the text says what the report claims and nothing else.</summary>
    internal static IReadOnlyList<Mismatch> CheckText(string text, CaseReport report)
        => CheckLines(text, [.. RenderMarkdown.Lines(report)], RenderMarkdown.Numbers(report));

    internal static IReadOnlyList<Mismatch> CheckLines(string text, MarkdownLine[] expected, IReadOnlyDictionary<string, int> numbers)
    {
        string[] lines = text.Split('\n');
        if (lines.Length != expected.Length + 1 || lines[^1].Length > 0)
            return [new("text", $"has {lines.Length - 1} lines where the report has {expected.Length}{FirstStrange(lines, expected)}")];
        List<Mismatch> found = [];
        for (int i = 0; i < expected.Length; i++)
        {
            if (lines[i] == expected[i].Text)
                continue;
            if (expected[i].Claims is not { } claims)
                found.Add(new($"line {i + 1}", $"reads '{lines[i]}' where '{expected[i].Text}' belongs"));
            else
                CheckSentences(lines[i], claims, expected[i].Text.StartsWith("- ", StringComparison.Ordinal) ? "- " : "", numbers, $"line {i + 1}", found);
        }
        return found;
    }

    /// <summary>What is wrong with a sentence that stands for a claim; null when it says the same.</summary>
    internal static string? Fault(string sentence, Claim claim)
        => sentence == claim.Sentence ? null : Skeleton.Of(sentence).DiffersFrom(Skeleton.Of(claim.Sentence));

    private static void CheckSentences(string line, IReadOnlyList<Claim> claims, string bullet, IReadOnlyDictionary<string, int> numbers, string place, List<Mismatch> found)
    {
        if (!line.StartsWith(bullet, StringComparison.Ordinal))
            found.Add(new(place, "is not the item of a list anymore"));
        int at = line.StartsWith(bullet, StringComparison.Ordinal) ? bullet.Length : 0;
        List<string> order = [];
        foreach (Match anchor in AnchorPattern().Matches(line))
        {
            string sentence = line[Math.Min(at, anchor.Index)..anchor.Index], id = anchor.Groups[1].Value;
            at = anchor.Index + anchor.Length;
            order.Add(id);
            if (claims.FirstOrDefault(claim => claim.Id == id) is not { } claim)
                found.Add(new($"{place}, {id}", "is no claim of this place"));
            else if (anchor.Value != RenderMarkdown.Anchor(claim, numbers))
                found.Add(new($"{place}, {id}", $"cites {anchor.Value} where {RenderMarkdown.Anchor(claim, numbers)} belongs"));
            else if (Fault(Unescaped(sentence).Trim(' '), claim) is { } fault)
                found.Add(new($"{place}, {id}", fault));
        }
        if (line[at..].Trim(' ').Length > 0)
            found.Add(new(place, $"'{line[at..].Trim(' ')}' has no anchor"));
        foreach (string lost in claims.Select(claim => claim.Id).Except(order))
            found.Add(new($"{place}, {lost}", "is lost"));
        foreach (IGrouping<string, string> twice in order.GroupBy(id => id).Where(group => group.Count() > 1))
            found.Add(new($"{place}, {twice.Key}", "is there more than once"));
        if (found.Count == 0 && !order.SequenceEqual(claims.Select(claim => claim.Id)))
            found.Add(new(place, "has its claims in another order"));
    }

    private static string FirstStrange(string[] lines, MarkdownLine[] expected)
    {
        int first = lines.Zip(expected).TakeWhile(pair => pair.First == pair.Second.Text).Count();
        return first < lines.Length ? $"; line {first + 1} reads '{lines[first]}'" : "";
    }

    private static bool Same<T>(T one, T other) => JsonSerializer.SerializeToUtf8Bytes(one, Json.Options).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other, Json.Options));

    private static IEnumerable<(SectionKind, string)> Said(CaseReport report)
        => report.Sections.SelectMany(section => section.Claims.Select(claim => (section.Kind, $"[{claim.Id}] {claim.Sentence}")));

    private static string Place(SectionKind kind, Claim claim) => $"{RenderMarkdown.Title(kind)}, {claim.Id}";

    private static string Unescaped(string markdown) => Escape().Replace(markdown, "$1");

    [GeneratedRegex(@"(?<!\\)\[(c[0-9]+)(?:: [0-9, -]+)?\]")]
    private static partial Regex AnchorPattern();

    [GeneratedRegex(@"\\([!-/:-@\[-`{-~])")]
    private static partial Regex Escape();
}
