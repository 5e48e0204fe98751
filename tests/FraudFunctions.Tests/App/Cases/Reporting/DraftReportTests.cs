using System.Diagnostics;
using FraudFunctions.App.Cases;
using FraudFunctions.App.Cases.Reporting;
using FraudFunctions.Learning.Simulation;

namespace FraudFunctions.Tests.App.Cases.Reporting;

public sealed class DraftReportTests(ITestOutputHelper output)
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
        output.WriteLine(SomeReports.All[3].Text);
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
}
