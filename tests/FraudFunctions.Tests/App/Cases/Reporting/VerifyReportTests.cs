using System.Diagnostics;
using System.Text.Json;
using FraudFunctions.App.Cases;
using FraudFunctions.App.Cases.Reporting;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.Tests.App.Cases.Reporting;

public sealed class VerifyReportTests(ITestOutputHelper output)
{
    // Every digit of every hundredth report; of the others a sample.
    private const int EveryDigitOf = 100;

    [Fact]
    public void Every_falsified_text_is_rejected()
    {
        long start = Stopwatch.GetTimestamp();
        SortedDictionary<string, int> tried = new(StringComparer.Ordinal);
        List<string> accepted = [];
        int inSentences = 0;
        for (int i = 0; i < SomeReports.All.Count; i++)
        {
            (Dossier dossier, CaseReport report, string text) = SomeReports.All[i];
            MarkdownLine[] lines = [.. RenderMarkdown.Lines(report)];
            Dictionary<string, int> numbers = RenderMarkdown.Numbers(report);
            foreach ((string kind, string mutated) in Mutations.Of(text, new Random(i), i % EveryDigitOf == 0))
            {
                tried[kind] = tried.GetValueOrDefault(kind) + 1;
                inSentences += IsInSentence(text, mutated) ? 1 : 0;
                if (VerifyReport.CheckLines(mutated, lines, numbers).Count == 0)
                    accepted.Add($"report {i}, {kind}: {Difference(text, mutated)}");
            }
            // The whole way too, once for each report.
            Assert.NotEmpty(VerifyReport.Check(text.Replace("[c1]", "[c2]", StringComparison.Ordinal), report, dossier));
        }
        foreach ((string kind, int count) in tried)
            output.WriteLine($"{kind,-32} {count,7}");
        output.WriteLine($"{tried.Values.Sum()} tried ({inSentences} within sentences), {tried.Values.Sum() - accepted.Count} rejected, {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        foreach (string one in accepted.Take(60))
            output.WriteLine(one);
        Assert.Empty(accepted);
    }

    [Fact]
    public void A_word_that_may_be_left_out_carries_no_weight()
    {
        // A new claim with a new word is asked here whether that word may go missing.
        string[] weightless = "about around called dossier evidence gathered give given hold id itself know list moved moving one pay piece point speak stand start table that".Split(' ');
        IEnumerable<string> loose = SomeReports.All.SelectMany(one => one.Report.Claims).SelectMany(claim => Skeleton.Of(claim.Sentence).Loose).Distinct();
        Assert.Empty(loose.Except(weightless));
    }

    [Fact]
    public void A_claim_whose_exhibit_has_changed_does_not_hold()
    {
        foreach ((Dossier dossier, CaseReport report, string text) in SomeReports.All.Take(40))
        {
            TransactionExhibit first = dossier.Exhibits.OfType<TransactionExhibit>().First(exhibit => exhibit.Alerted);
            Dossier changed = dossier with { Exhibits = [.. dossier.Exhibits.Select(exhibit => exhibit.Id == first.Id ? first with { AmountMinor = first.AmountMinor + 1 } : exhibit)] };
            Assert.Contains(VerifyReport.Check(text, report, changed), mismatch => mismatch.Fault == "does not follow from the dossier");
            Assert.Contains(report.Claims.OfType<TransactionClaim>(), claim => !claim.HoldsIn(changed));
        }
    }

    [Fact]
    public void A_claim_whose_stored_value_was_changed_does_not_hold()
    {
        int tried = 0;
        foreach ((Dossier dossier, CaseReport report, _) in SomeReports.All.Take(20))
        {
            string json = System.Text.Encoding.UTF8.GetString(report.ToJson());
            Random chance = new(tried);
            int[] digits = [.. Enumerable.Range(0, json.Length).Where(at => char.IsAsciiDigit(json[at]) && json[at] is >= '2' and <= '8')];
            for (int i = 0; i < 40; i++)
            {
                int at = digits[chance.Next(digits.Length)];
                string changed = json[..at] + (char)(json[at] + 1) + json[(at + 1)..];
                CaseReport read;
                try
                {
                    read = CaseReport.FromJson(System.Text.Encoding.UTF8.GetBytes(changed));
                }
                catch (JsonException)
                {
                    continue;
                }
                // What is only computed, the sentences, is written but never read.
                if (read.Hash() == report.Hash())
                    continue;
                tried++;
                Assert.True(VerifyReport.CheckClaims(read, dossier).Any(), changed[(at - 60)..(at + 20)]);
            }
        }
        output.WriteLine($"{tried} changed values");
        Assert.True(tried > 300);
    }

    [Fact]
    public void A_report_that_lost_or_gained_a_claim_is_rejected()
    {
        int tried = 0;
        foreach ((Dossier dossier, CaseReport report, _) in SomeReports.All.Take(6))
        {
            foreach (Claim claim in report.Claims)
            {
                CaseReport less = report with { Sections = [.. report.Sections.Select(section => section with { Claims = [.. section.Claims.Where(one => one.Id != claim.Id)] })] };
                CaseReport more = report with { Sections = [.. report.Sections.Select(section => section.Kind == SectionKind.History ? section with { Claims = [.. section.Claims, claim with { Id = "c999" }] } : section)] };
                Assert.NotEmpty(VerifyReport.CheckClaims(less, dossier));
                Assert.NotEmpty(VerifyReport.CheckClaims(more, dossier));
                tried += 2;
            }
        }
        output.WriteLine($"{tried} reports with a claim too few or too many");
    }

    [Fact]
    public void A_report_comes_back_from_its_JSON()
    {
        foreach ((Dossier _, CaseReport report, _) in SomeReports.All.Take(20))
            Assert.Equal(report.Hash(), CaseReport.FromJson(report.ToJson()).Hash());
        Assert.Equal(JsonSerializer.Serialize(SomeReports.All[0].Dossier, Json.Options), JsonSerializer.Serialize(JsonSerializer.Deserialize<Dossier>(JsonSerializer.Serialize(SomeReports.All[0].Dossier, Json.Options), Json.Options), Json.Options));
    }

    [Theory]
    [InlineData("The alerts concern 1 transaction of 10.00 EUR at 2026-03-04 05:06:07 UTC.", null)]
    [InlineData("The alerts are about one transaction, amounting to 10.00 EUR, at 2026-03-04 05:06:07 UTC.", "word 'to' stands where")]
    [InlineData("One transaction of 10.00 EUR at 2026-03-04 05:06:07 UTC.", "number '1' stands where word 'alert' belongs")]
    [InlineData("The alerts are about two transactions of 10.00 EUR at 2026-03-04 05:06:07 UTC.", "number '2' stands where number '1' belongs")]
    [InlineData("The alerts are about 1 transaction of 10.00 USD at 2026-03-04 05:06:07 UTC.", "money '10.00 USD'")]
    [InlineData("The alerts are about 1 transaction of 10.00 EUR at 2026-04-03 05:06:07 UTC.", "time '2026-04-03 05:06:07 UTC'")]
    [InlineData("The alerts are about 1 strange transaction of 10.00 EUR at 2026-03-04 05:06:07 UTC.", "'strange' is not a word of this claim")]
    [InlineData("The alerts are about 1 transaction of 10.00 EUR at 2026-03-04 05:06:07 UTC. It was genuine.", "sign '.' is added")]
    [InlineData("The alerts aren't about 1 transaction of 10.00 EUR at 2026-03-04 05:06:07 UTC.", "polarity 'not'")]
    [InlineData("The alerts are about 1 transaction of €10.00 at 2026-03-04 05:06:07 UTC.", "sign '€'")]
    [InlineData("The alerts are about １ transaction of 10.00 EUR at 2026-03-04 05:06:07 UTC.", "sign '１'")]
    public void Other_words_for_a_claim_are_named_when_they_say_something_else(string sentence, string? fault)
    {
        DateTimeOffset time = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
        string? found = VerifyReport.Fault(sentence, new AlertedClaim(["t"], 1, time, time, [new(1_000, "EUR")]));
        if (fault is null)
            Assert.Null(found);
        else
            Assert.Contains(fault, found, StringComparison.Ordinal);
    }

    // The table and the evidence behind it are compared letter by letter; the sentences are not.
    private static bool IsInSentence(string text, string mutated)
        => text.AsSpan().CommonPrefixLength(mutated) < text.IndexOf("\n## Transactions", StringComparison.Ordinal);

    [Theory]
    [InlineData("Of the alerted transactions, 3 were declined and 2 were held.", true)]
    [InlineData("Of all the alerted transactions, 3 were declined and 2 were held.", false)]
    [InlineData("Of those alerted transactions three were noted as declined while two were held.", true)]
    [InlineData("Of the alerted transactions, 2 were declined and 3 were held.", false)]
    [InlineData("Of the alerted transactions, 3 were held and 2 were declined.", false)]
    [InlineData("Alerted transactions: 3; declined: 2; held.", false)]
    [InlineData("Of the alerted transactions 3, declined 2, held.", false)]
    [InlineData("Of the alerted transactions 3 and declined 2 and held.", false)]
    public void A_number_stays_with_what_it_counts(string sentence, bool isSame)
        => Assert.Equal(isSame, VerifyReport.Fault(sentence, new OutcomesClaim(["t"], [new(Outcome.Decline, 3), new(Outcome.Hold, 2)])) is null);

    private static string Difference(string text, string mutated)
    {
        int at = text.Zip(mutated).TakeWhile(pair => pair.First == pair.Second).Count();
        int from = Math.Max(0, at - 60);
        return $"'{text[from..Math.Min(text.Length, at + 40)]}' became '{mutated[from..Math.Min(mutated.Length, at + 40)]}'";
    }
}
