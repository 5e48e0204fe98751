using System.Globalization;
using System.Text;

namespace FraudFunctions.App.Cases.Reporting;

/// <summary>
/// The report as Markdown: a paragraph or a list for each section, after each sentence its anchor with the numbers of its evidence, a table of the
/// transactions, and the evidence with its receipts.
/// </summary>
public static class RenderMarkdown
{
    /// <param name="report">The report.</param>
    /// <param name="sentences">Other words for its claims, by their ids; null for its own.</param>
    public static string Of(CaseReport report, IReadOnlyDictionary<string, string>? sentences = null)
    {
        StringBuilder text = new();
        foreach (MarkdownLine line in Lines(report, sentences))
            text.Append(line.Text).Append('\n');
        return text.ToString();
    }

    internal static IEnumerable<MarkdownLine> Lines(CaseReport report, IReadOnlyDictionary<string, string>? sentences = null)
    {
        Dictionary<string, int> numbers = Numbers(report);
        yield return new($"# Case report {Say.Id(report.CaseId)}");
        yield return new("");
        yield return new($"Customer {Say.Id(report.CustomerId)}, round {Say.Number(report.Round)}, evidence as of {Say.Time(report.GatheredAt)}.");
        foreach (ReportSection section in report.Sections)
        {
            yield return new("");
            yield return new($"## {Title(section.Kind)}");
            yield return new("");
            string Said(Claim claim) => $"{Escaped(sentences?.GetValueOrDefault(claim.Id) ?? claim.Sentence)} {Anchor(claim, numbers)}";
            if (!IsList(section.Kind))
                yield return new(string.Join(' ', section.Claims.Select(Said)), section.Claims);
            else
                foreach (Claim claim in section.Claims)
                    yield return new("- " + Said(claim), [claim]);
        }
        foreach (string line in Table(report, numbers).Concat(Notes(report)))
            yield return new(line);
        yield return new("");
        yield return new($"SHA-256 of this report: `{report.Hash()}`");
    }

    internal static string Title(SectionKind kind) => kind switch
    {
        SectionKind.Summary => "Summary",
        SectionKind.Who => "Who",
        SectionKind.What => "What",
        SectionKind.When => "When",
        SectionKind.Where => "Where",
        SectionKind.Why => "Why",
        SectionKind.How => "How",
        SectionKind.Contradicting => "Contradicting evidence",
        SectionKind.Missing => "What is missing",
        SectionKind.History => "Earlier history",
        SectionKind.NextSteps => "Open questions and next steps",
    };

    internal static bool IsList(SectionKind kind) => kind switch
    {
        SectionKind.Summary or SectionKind.When or SectionKind.How => false,
        SectionKind.Who or SectionKind.What or SectionKind.Where or SectionKind.Why => true,
        SectionKind.Contradicting or SectionKind.Missing or SectionKind.History or SectionKind.NextSteps => true,
    };

    internal static Dictionary<string, int> Numbers(CaseReport report)
        => report.Evidence.Select((note, index) => (note.ExhibitId, index)).DistinctBy(pair => pair.ExhibitId).ToDictionary(pair => pair.ExhibitId, pair => pair.index + 1, StringComparer.Ordinal);

    /// <summary>[c3: 1-4, 9]: the claim and the numbers of its evidence.</summary>
    internal static string Anchor(Claim claim, IReadOnlyDictionary<string, int> numbers)
    {
        string evidence = Ranges(claim.ExhibitIds.Select(id => numbers.GetValueOrDefault(id)));
        return evidence.Length == 0 ? $"[{claim.Id}]" : $"[{claim.Id}: {evidence}]";
    }

    internal static string Ranges(IEnumerable<int> numbers)
    {
        int[] sorted = [.. numbers.Distinct().Order()];
        List<string> ranges = [];
        for (int from = 0, to; from < sorted.Length; from = to + 1)
        {
            for (to = from; to + 1 < sorted.Length && sorted[to + 1] == sorted[to] + 1;)
                to++;
            ranges.Add(from == to ? $"{sorted[from]}" : $"{sorted[from]}-{sorted[to]}");
        }
        return string.Join(", ", ranges);
    }

    /// <summary>What somebody wrote stays text: no emphasis, no link, no HTML. Ids hold nothing that ends their back quotes.</summary>
    internal static string Escaped(string sentence)
    {
        StringBuilder text = new();
        foreach ((Mark mark, string part) in Marked.Split(sentence))
        {
            if (mark == Mark.Id)
            {
                text.Append('`').Append(part).Append('`');
                continue;
            }
            string escaped = string.Concat(part.Select(c => NeedsEscape(c, mark) ? "\\" + c : c.ToString()));
            text.Append(mark == Mark.Quote ? $"“{escaped}”" : escaped);
        }
        return text.ToString();
    }

    private static bool NeedsEscape(char c, Mark mark)
        => mark == Mark.Quote ? char.IsAscii(c) && (char.IsPunctuation(c) || char.IsSymbol(c)) : "\\*_[]<>#|~!&`".Contains(c);

    private static IEnumerable<string> Table(CaseReport report, Dictionary<string, int> numbers)
    {
        yield return "";
        yield return "## Transactions";
        yield return "";
        yield return $"| No. | {string.Join(" | ", Heads)} |";
        yield return "|---|---|---|--:|---|---|---|---|--:|---|";
        foreach (TransactionExhibit exhibit in report.Transactions)
            yield return $"| {numbers.GetValueOrDefault(exhibit.Id)} | {string.Join(" | ", Cells(exhibit).Select(Escaped))} |";
    }

    internal static readonly string[] Heads = ["Time", "Kind", "Amount", "With", "Country", "Device", "Outcome", "Probability", "Alerted"];

    internal static IEnumerable<string> Cells(TransactionExhibit exhibit) =>
    [
        Say.Time(exhibit.Time),
        $"{Words.Noun(exhibit.Type, exhibit.Direction)} {Words.Of(exhibit.Channel)}",
        Say.Money(exhibit.AmountMinor, exhibit.Currency),
        exhibit.MerchantId is { } merchant ? Say.Id(merchant)
            : exhibit.CounterpartyAccount is { } account ? Say.Id(account) + (exhibit.CounterpartyName is { } name ? " " + Say.Quote(name) : "") : "",
        exhibit.Country is { } country ? Say.Id(country) : "",
        exhibit.DeviceId is { } device ? Say.Id(device) : "",
        Words.Of(exhibit.Outcome),
        exhibit.Probability is { } probability ? Say.Percent(probability) : "",
        exhibit.Alerted ? "yes" : "no",
    ];

    private static IEnumerable<string> Notes(CaseReport report)
    {
        yield return "";
        yield return "## Evidence";
        yield return "";
        for (int i = 0; i < report.Evidence.Count; i++)
            yield return Note(i + 1, report.Evidence[i]);
        if (report.Evidence.Count == 0)
            yield return "None.";
    }

    internal static string Note(int number, EvidenceNote note)
        => $"{number.ToString(CultureInfo.InvariantCulture)}. {note.Kind} {Say.Id(note.ExhibitId)}" + (note.DecisionId is { } decision ? $", decision {Say.Id(decision)}" : "")
            + (note.Receipt is { } receipt ? $", receipt {Say.Id(receipt)}" : "");
}

/// <summary>A line of the report, and the claims in it.</summary>
internal sealed record MarkdownLine(string Text, IReadOnlyList<Claim>? Claims = null);
