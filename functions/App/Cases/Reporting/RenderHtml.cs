using System.Globalization;
using System.Net;
using System.Text;

namespace FraudFunctions.App.Cases.Reporting;

/// <summary>The report as one HTML file that can be read, printed and filed by itself: no script, nothing fetched.</summary>
public static class RenderHtml
{
    private const string Style =
        """
        body{font:16px/1.5 Georgia,serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
        h1,h2,table,code,small{font-family:system-ui,sans-serif}h2{border-bottom:1px solid #ccc;margin-top:2rem}
        code{font-size:.9em;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%;font-size:.8rem}
        th,td{border:1px solid #ccc;padding:.2rem .4rem;text-align:left;vertical-align:top}tr.alerted{background:#fff3d6}
        sup{font-family:system-ui,sans-serif;font-size:.65em;color:#555}ol.evidence{font-size:.8rem}
        @media print{body{max-width:none;margin:0;font-size:10.5pt}h2{break-after:avoid}tr,li,p{break-inside:avoid}a{color:inherit;text-decoration:none}
        tr.alerted{background:none;font-weight:bold}@page{margin:2cm}}
        """;

    /// <param name="report">The report.</param>
    /// <param name="sentences">Other words for its claims, verified before, by their ids; null for its own.</param>
    public static string Of(CaseReport report, IReadOnlyDictionary<string, string>? sentences = null)
    {
        Dictionary<string, int> numbers = RenderMarkdown.Numbers(report);
        StringBuilder html = new();
        html.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Case report ").Append(Escaped(Say.Id(report.CaseId).Trim('`'))).Append("</title>\n<style>\n")
            .Append(Style).Append("\n</style></head><body>\n<h1>Case report ").Append(Marks(Say.Id(report.CaseId))).Append("</h1>\n<p>")
            .Append(Marks($"Customer {Say.Id(report.CustomerId)}, round {Say.Number(report.Round)}, evidence as of {Say.Time(report.GatheredAt)}.")).Append("</p>\n");
        foreach (ReportSection section in report.Sections)
            AppendSection(html, section, numbers, sentences);
        AppendTable(html, report, numbers);
        html.Append("<h2>Evidence</h2>\n<ol class=\"evidence\">\n");
        for (int i = 0; i < report.Evidence.Count; i++)
        {
            string note = RenderMarkdown.Note(i + 1, report.Evidence[i]);
            html.Append(CultureInfo.InvariantCulture, $"<li id=\"e{i + 1}\">").Append(Marks(note[(note.IndexOf(' ') + 1)..])).Append("</li>\n");
        }
        return html.Append("</ol>\n<p><small>SHA-256 of this report: <code>").Append(report.Hash()).Append("</code></small></p>\n</body></html>\n").ToString();
    }

    private static void AppendSection(StringBuilder html, ReportSection section, Dictionary<string, int> numbers, IReadOnlyDictionary<string, string>? sentences)
    {
        bool isList = RenderMarkdown.IsList(section.Kind);
        html.Append("<h2>").Append(RenderMarkdown.Title(section.Kind)).Append("</h2>\n").Append(isList ? "<ul>\n" : "<p>");
        foreach (Claim claim in section.Claims)
        {
            string said = Marks(sentences?.GetValueOrDefault(claim.Id) ?? claim.Sentence);
            html.Append(isList ? "<li " : "<span ").Append(CultureInfo.InvariantCulture, $"id=\"{claim.Id}\">{said} <sup>{Escaped(RenderMarkdown.Anchor(claim, numbers))}</sup>")
                .Append(isList ? "</li>\n" : "</span>\n");
        }
        html.Append(isList ? "</ul>\n" : "</p>\n");
    }

    private static void AppendTable(StringBuilder html, CaseReport report, Dictionary<string, int> numbers)
    {
        html.Append("<h2>Transactions</h2>\n<table>\n<thead><tr>");
        foreach (string head in new[] { "No." }.Concat(RenderMarkdown.Heads))
            html.Append("<th>").Append(head).Append("</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (TransactionExhibit exhibit in report.Transactions)
        {
            html.Append(exhibit.Alerted ? "<tr class=\"alerted\">" : "<tr>").Append(CultureInfo.InvariantCulture, $"<td><a href=\"#e{numbers.GetValueOrDefault(exhibit.Id)}\">{numbers.GetValueOrDefault(exhibit.Id)}</a></td>");
            foreach (string cell in RenderMarkdown.Cells(exhibit))
                html.Append("<td>").Append(Marks(cell)).Append("</td>");
            html.Append("</tr>\n");
        }
        html.Append("</tbody></table>\n");
    }

    private static string Marks(string sentence) => string.Concat(Marked.Split(sentence).Select(part => part.Mark switch
    {
        Mark.Id => $"<code>{Escaped(part.Text)}</code>",
        Mark.Quote => $"<q>{Escaped(part.Text)}</q>",
        Mark.Plain => Escaped(part.Text),
    }));

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
