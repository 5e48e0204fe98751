using System.Globalization;
using System.Xml.Linq;
using FraudFunctions.Learning.Backtests;
using FraudFunctions.Learning.Backtests.Curves;
using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Tests.Learning.Backtests;

public sealed class CurvesTests
{
    private static readonly bool[] labels = [.. SmallBank.Result.Periods.SelectMany(period => period.Labels.ToArray())];

    [Fact]
    public void Precision_and_recall_lie_where_the_axes_say()
    {
        XElement svg = XElement.Parse(DrawCurves.PrecisionRecall(SmallBank.Result));
        XElement curve = Curve(svg, "boosted trees");
        double[] scores = [.. SmallBank.Result.Decisive.Scores.SelectMany(period => period)];
        PrecisionRecallPoint[] points = [.. Ranking.Of(scores, labels).PrecisionRecall()];
        (double X, double Y)[] drawn = Points(curve);
        Assert.Equal(points.Length, drawn.Length);
        (Func<double, double> across, Func<double, double> up) = Scales(svg);
        Assert.All(points.Zip(drawn), pair =>
        {
            Assert.Equal(pair.First.Recall, across(pair.Second.X), .001);
            Assert.Equal(pair.First.Precision, up(pair.Second.Y), .001);
        });
        double prior = labels.Count(label => label) / (double)labels.Length;
        XElement chance = svg.Elements().First(one => (string?)one.Attribute("class") == "base");
        Assert.Equal(prior, up((double)chance.Attribute("y1")!), .001);
    }

    [Fact]
    public void Reliability_has_a_dot_for_every_bin_and_the_line_of_kept_promises()
    {
        XElement svg = XElement.Parse(DrawCurves.Reliability(SmallBank.Result));
        double[] scores = [.. SmallBank.Result.Decisive.Scores.SelectMany(period => period)];
        ReliabilityPoint[] points = [.. Reliability.Curve(scores, labels, 12)];
        (double X, double Y)[] drawn = Points(Curve(svg, "boosted trees"));
        (Func<double, double> across, Func<double, double> up) = Scales(svg);
        Assert.Equal(points.Length, drawn.Length);
        Assert.All(points.Zip(drawn), pair => Assert.Equal((pair.First.MeanProbability, pair.First.Frequency), (across(pair.Second.X), up(pair.Second.Y)), Near));
        XElement kept = svg.Elements().First(one => (string?)one.Attribute("class") == "base");
        Assert.Equal((0.0, 1.0), (across((double)kept.Attribute("x1")!), up((double)kept.Attribute("y2")!)), Near);
        Assert.DoesNotContain(svg.Elements(), one => one.Name.LocalName == "text" && one.Value.StartsWith("max abs z", StringComparison.Ordinal));
    }

    [Fact]
    public void Axes_are_labelled_and_dark_screens_are_thought_of()
    {
        foreach (string svg in new[] { DrawCurves.PrecisionRecall(SmallBank.Result), DrawCurves.Reliability(SmallBank.Result) })
        {
            XElement root = XElement.Parse(svg);
            string[] words = [.. root.Elements().Where(one => one.Name.LocalName == "text").Select(one => one.Value)];
            Assert.Equal(2, words.Count(word => word == "0.2"));
            Assert.Contains(words, word => word.StartsWith("recall:", StringComparison.Ordinal) || word.StartsWith("mean probability", StringComparison.Ordinal));
            Assert.Contains("prefers-color-scheme: dark", svg, StringComparison.Ordinal);
            Assert.Contains(words, word => word.StartsWith("boosted trees (", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_reference_is_dashed_and_figures_are_those_of_the_table()
    {
        BacktestLine decisive = SmallBank.Result.Decisive;
        XElement svg = XElement.Parse(DrawCurves.PrecisionRecall(SmallBank.Result with { Reference = decisive with { Contender = new Contender("near-Bayes reference", (_, _) => []) } }));
        XElement reference = Curve(svg, "near-Bayes");
        Assert.Equal("reference", (string?)reference.Attribute("class"));
        Assert.Contains(".reference { stroke: #24292f; stroke-width: 2; stroke-dasharray", svg.ToString(), StringComparison.Ordinal);
        Assert.Single(svg.Elements(), one => one.Name.LocalName == "line" && (string?)one.Attribute("class") == "reference");
        double mean = decisive.Periods.Average(period => period.AveragePrecision);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"boosted trees (mean AP {mean:F3})"), Curve(svg, "boosted trees").Value);
    }

    private static bool Near((double, double) one, (double, double) other) => Math.Abs(one.Item1 - other.Item1) < .001 && Math.Abs(one.Item2 - other.Item2) < .001;

    private static XElement Curve(XElement svg, string name) => svg.Elements().Single(one => one.Name.LocalName == "polyline" && one.Value.StartsWith(name, StringComparison.Ordinal));

    private static (double, double)[] Points(XElement curve)
        => [.. ((string)curve.Attribute("points")!).Split(' ').Select(pair => pair.Split(',')).Select(pair => (double.Parse(pair[0], CultureInfo.InvariantCulture), double.Parse(pair[1], CultureInfo.InvariantCulture)))];

    // From the two axes as they are drawn, not from what the code meant.
    private static (Func<double, double> Across, Func<double, double> Up) Scales(XElement svg)
    {
        XElement[] axes = [.. svg.Elements().Where(one => (string?)one.Attribute("class") == "axis")];
        (double left, double right) = ((double)axes[1].Attribute("x1")!, (double)axes[1].Attribute("x2")!);
        (double bottom, double top) = ((double)axes[0].Attribute("y1")!, (double)axes[0].Attribute("y2")!);
        return (x => (x - left) / (right - left), y => (bottom - y) / (bottom - top));
    }
}
