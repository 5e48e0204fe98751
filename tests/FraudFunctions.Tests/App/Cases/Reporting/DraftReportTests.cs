using System.Diagnostics;
using System.Text.RegularExpressions;
using FraudFunctions.App.Cases;
using FraudFunctions.App.Cases.Reporting;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Learning.Simulation;

namespace FraudFunctions.Tests.App.Cases.Reporting;

public sealed partial class DraftReportTests(ITestOutputHelper output)
{
    [Fact]
    public void Two_hundred_reports_that_nobody_touched_are_true()
    {
        long start = Stopwatch.GetTimestamp();
        int claims = SomeReports.All.Sum(one => one.Report.Claims.Count());
        foreach ((Dossier dossier, CaseReport report, string text) in SomeReports.All)
            Assert.Empty(VerifyReport.Check(text, report, dossier));
        output.WriteLine($"{claims} claims in {SomeReports.All.Count} reports, {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        output.WriteLine($"claim types used: {SomeReports.All.SelectMany(one => one.Report.Claims).Select(claim => claim.GetType().Name).Distinct().Count()}");
    }

    [Fact]
    public void The_typology_is_the_story_that_was_simulated_more_often_than_not()
    {
        Dictionary<(Story, string), int> counts = [];
        for (int seed = 0; seed < 200; seed++)
        {
            (Dossier dossier, Story story) = SomeDossiers.Of(seed);
            string first = AssessTypologies.From(dossier).FirstOrDefault()?.Typology.ToString() ?? "none";
            counts[(story, first)] = counts.GetValueOrDefault((story, first)) + 1;
        }
        foreach (((Story story, string first), int count) in counts.OrderBy(pair => pair.Key))
            output.WriteLine($"{story,-20} {first,-20} {count}");
        int right = counts.Where(pair => pair.Key.Item1.ToString() == pair.Key.Item2).Sum(pair => pair.Value);
        Assert.True(right > 100, $"{right} of 200");
    }

    [Fact]
    public void The_same_dossier_gives_the_same_bytes()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            (Dossier _, CaseReport one, string text) = SomeReports.Of(SomeDossiers.Of(seed).Dossier);
            Assert.Equal(SomeReports.All[seed].Report.Hash(), one.Hash());
            Assert.Equal(SomeReports.All[seed].Text, text);
            Assert.Equal(RenderHtml.Of(SomeReports.All[seed].Report), RenderHtml.Of(one));
            Assert.Contains(one.Hash(), text, StringComparison.Ordinal);
        }
        Assert.Equal(SomeReports.All.Count, SomeReports.All.Select(one => one.Report.Hash()).Distinct().Count());
    }

    [Fact]
    public void Each_question_is_answered_or_said_to_be_unknown()
    {
        foreach ((Dossier dossier, CaseReport report, string text) in SomeReports.All)
        {
            Assert.DoesNotContain(Answer.Silent, Coverage.Of(report).Values);
            foreach (SectionKind kind in new[] { SectionKind.Who, SectionKind.What, SectionKind.When, SectionKind.Where, SectionKind.Why, SectionKind.How })
            {
                CaseReport silent = report with { Sections = [.. report.Sections.Select(section => section.Kind == kind ? section with { Claims = [] } : section)] };
                Assert.Equal(Answer.Silent, Coverage.Of(silent)[Enum.Parse<Question>(kind.ToString())]);
            }
            CaseReport mute = report with { Sections = [.. report.Sections.Where(section => section.Kind != SectionKind.Why)] };
            Assert.Contains(new Mismatch("Why", "is neither answered nor said to be unknown"), VerifyReport.Check(text, mute, dossier));
        }
    }

    [Fact]
    public void An_empty_dossier_says_what_is_unknown_and_what_is_not_there()
    {
        (Dossier dossier, CaseReport report, string text) = SomeReports.Of(SomeDossiers.Empty());
        Assert.Empty(VerifyReport.Check(text, report, dossier));
        foreach ((Question question, Answer answer) in Coverage.Of(report))
            Assert.Equal(question == Question.Who ? Answer.Answered : Answer.SaidUnknown, answer);
        Assert.Equal(Enum.GetValues<ExhibitKind>(), report.Claims.OfType<SilentClaim>().Select(claim => claim.Kind));
        Assert.Contains("Where it happened is unknown.", text, StringComparison.Ordinal);
        Assert.Empty(AssessTypologies.From(dossier));
    }

    [Fact]
    public void A_question_that_has_an_answer_cannot_be_called_unknown()
    {
        Assert.True(new UnknownClaim(Question.When).HoldsIn(SomeDossiers.Empty()));
        Assert.False(new UnknownClaim(Question.When).HoldsIn(SomeReports.All[0].Dossier));
    }

    [Fact]
    public void Missing_evidence_is_named_with_its_reason_or_as_unexplained()
    {
        int named = 0, silent = 0;
        foreach ((Dossier dossier, CaseReport report, string text) in SomeReports.All)
        {
            Assert.Equal(dossier.Missing.Select(missing => missing.Kind), report.Claims.OfType<MissingClaim>().Select(claim => claim.Kind));
            named += dossier.Missing.Count;
            silent += report.Claims.OfType<SilentClaim>().Count();
            CaseReport hushed = report with { Sections = [.. report.Sections.Select(section => section with { Claims = [.. section.Claims.Where(claim => claim is not MissingClaim)] })] };
            Assert.Equal(dossier.Missing.Count > 0, VerifyReport.Check(RenderMarkdown.Of(hushed), hushed, dossier).Any(mismatch => mismatch.Fault.EndsWith("could not be had", StringComparison.Ordinal)));
        }
        Assert.True(named > 50 && silent > 50, $"{named} named, {silent} silent");
    }

    [Fact]
    public void What_contradicts_has_a_section_of_its_own()
    {
        int contradicted = 0;
        foreach ((Dossier _, CaseReport report, _) in SomeReports.All)
        {
            IReadOnlyList<Claim> section = report.Sections.Single(one => one.Kind == SectionKind.Contradicting).Claims;
            Assert.NotEmpty(section);
            contradicted += section[0] is NothingClaim ? 0 : 1;
        }
        Assert.InRange(contradicted, 40, 190);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_text_stays_a_quoted_text(string hostile)
    {
        Dossier plain = SomeDossiers.Of(2).Dossier;
        Dossier dossier = plain with
        {
            CaseId = hostile,
            CustomerId = hostile,
            Missing = [new(ExhibitKind.Facts, hostile)],
            Exhibits = [.. plain.Exhibits.Select(exhibit => Poisoned(exhibit, hostile)), new FactExhibit { Id = hostile, Name = hostile, Value = hostile, Provenance = hostile, KnownTime = plain.OpenedAt }],
        };
        (_, CaseReport report, string text) = SomeReports.Of(dossier);
        Assert.Empty(VerifyReport.Check(text, report, dossier));
        Assert.Equal(report.Claims.Select(claim => claim.Id), Anchor().Matches(text).Select(match => match.Groups[1].Value));
        Assert.Equal(RenderMarkdown.Lines(report).Count(), text.Count(c => c == '\n'));
        Assert.DoesNotContain("<script", text.Replace("\\<script", "", StringComparison.Ordinal), StringComparison.Ordinal);
        string html = RenderHtml.Of(report);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\u202E", text + html, StringComparison.Ordinal);
    }

    public static TheoryData<string> Hostile => [.. SomeDossiers.Names, "", new string('x', 5_000), "\uD800 lone", "[c1: 1-2]", "12.00 EUR", "2026-03-04", "` [c2] `", "”", "{U+5B}"];

    [Theory]
    [InlineData(123456, "EUR", "1,234.56 EUR")]
    [InlineData(123456, "JPY", "123,456 JPY")]
    [InlineData(123456, "KWD", "123.456 KWD")]
    [InlineData(-5, "USD", "-0.05 USD")]
    [InlineData(7, "X[1]", "7 minor units of “X{U+5B}1{U+5D}”")]
    public void Money_reads_by_the_decimals_of_its_currency(long minor, string currency, string text) => Assert.Equal(text, Say.Money(minor, currency));

    [Fact]
    public void One_and_many_read_right()
    {
        string all = string.Join('\n', SomeReports.All.SelectMany(one => one.Report.Claims).Select(claim => claim.Sentence));
        Assert.DoesNotContain("daies", all, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?<![0-9.,])1 (?:(?:other|more|alerted|held|unlabelled|incoming) )*(?:transactions|payments|transfers|customers|exhibits|hours|minutes|days|countries|links|decisions)\b", all);
        Assert.DoesNotMatch(@"\b(?:[02-9]|[1-9][0-9,]*[0-9]) (?:transaction|payment|transfer|exhibit|hour|minute|day|country|link|decision)\b", all);
    }

    private static Exhibit Poisoned(Exhibit exhibit, string hostile) => exhibit switch
    {
        TransactionExhibit transaction => transaction with
        {
            DecisionId = hostile,
            Receipt = hostile,
            Currency = transaction.Alerted ? transaction.Currency : hostile,
            MerchantId = transaction.MerchantId is null ? null : hostile,
            MerchantCategory = hostile,
            Country = hostile,
            CounterpartyAccount = transaction.CounterpartyAccount is null ? null : hostile,
            CounterpartyName = hostile,
            DeviceId = hostile,
            Ip = hostile,
            Probability = double.NaN,
            ExpectedLossMinor = double.PositiveInfinity,
            Degraded = [hostile],
        },
        ReasonExhibit reason => reason with { DecisionId = hostile, Code = hostile, Contribution = double.NaN, Values = [new Evidence(hostile, float.NaN)] },
        LinkExhibit link => link with { EntityId = hostile, CustomerIds = [hostile], FraudCustomerIds = [hostile] },
        AlertExhibit alert => alert with { AlertId = hostile, Reason = hostile },
        CaseExhibit earlier => earlier with { EarlierCaseId = hostile, SubReason = hostile },
        LabelExhibit label => label with { TransactionId = hostile },
        ScreeningExhibit screening => screening with { Status = hostile, ListVersion = hostile },
        ProfileExhibit profile => profile with { Currency = hostile, AmountRatio = double.PositiveInfinity },
        _ => exhibit,
    };

    [GeneratedRegex(@"(?<!\\)\[(c[0-9]+)(?:: [0-9, -]+)?\]")]
    private static partial Regex Anchor();
}
