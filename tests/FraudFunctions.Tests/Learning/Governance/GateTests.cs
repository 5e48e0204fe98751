using FraudFunctions.Learning.Governance;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning.Governance;

/// <summary>What the gates let pass and what they stop, and that they say why.</summary>
public sealed class GateTests
{
    private static readonly Gates gates = new() { BootstrapDraws = 100 };

    /// <summary>Four thousand payments of two hundred customers, a fortieth of them fraud, half of those online.</summary>
    private static TestRows Rows()
    {
        const int count = 4_000;
        Dataset rows = new()
        {
            FeatureNames = ["x"],
            Features = new Matrix(count, 1, new float[count]),
            Labels = Enumerable.Range(0, count).Select(i => i % 40 == 0).ToArray(),
            CustomerIds = Enumerable.Range(0, count).Select(i => $"c{i % 200 * 7 % 200}").ToArray(),
        };
        return new TestRows(rows, new Dictionary<string, string[]> { ["channel"] = [.. Enumerable.Range(0, count).Select(i => i / 40 % 2 == 0 ? "online" : "pos")] });
    }

    /// <summary>Says about .9 of a share of the frauds and .01 of everything else; <paramref name="blind"/> to frauds at that channel.</summary>
    private static Measured Model(TestRows test, double caught, string? blind = null, double microseconds = 10, params string[] reasons)
    {
        Random random = new(7);
        return new Measured
        {
            Model = "m",
            Probabilities =
            [
                .. Enumerable.Range(0, test.Rows.Rows).Select(i =>
                {
                    double draw = random.NextDouble(), noise = random.NextDouble();
                    bool found = test.Rows.Labels.Span[i] && draw < caught && test.Slices["channel"][i] != blind;
                    return found ? .9 + noise * .09 : noise * .01;
                }),
            ],
            Reasons = [reasons, reasons],
            MicrosecondsPerRow = microseconds,
        };
    }

    private static string[] Failed(IReadOnlyList<GateResult> results) => [.. results.Where(result => !result.Passed).Select(result => result.Gate)];

    [Fact]
    public void A_model_as_good_as_the_champion_passes()
    {
        TestRows test = Rows();
        Assert.Empty(Failed(CheckGates.Of(gates, test, Model(test, .8, reasons: ["A", "B"]), Model(test, .8, reasons: ["A", "B"]), [])));
    }

    [Fact]
    public void A_worse_model_fails_with_its_figures()
    {
        TestRows test = Rows();
        IReadOnlyList<GateResult> results = CheckGates.Of(gates, test, Model(test, .5, reasons: ["A"]), Model(test, .8, reasons: ["A"]), []);
        Assert.Contains("gain", Failed(results));
        GateResult gain = results.Single(result => result.Gate == "gain");
        Assert.True(gain.Figures["gainLow"] < gain.Figures["gain"] && gain.Figures["gain"] < -.1 && gain.Figures["gainHigh"] < 0);
        Assert.Contains("of the champion", gain.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_knows_nothing_fails_even_without_a_champion()
    {
        TestRows test = Rows();
        Assert.Contains("lift", Failed(CheckGates.Of(gates, test, Model(test, 0), null, [])));
    }

    [Fact]
    public void One_blind_slice_is_named()
    {
        TestRows test = Rows();
        IReadOnlyList<GateResult> results = CheckGates.Of(gates with { LeastGain = -1, LeastGainLow = -1 }, test, Model(test, .8, blind: "pos"), Model(test, .8), []);
        Assert.Equal(["worstSlice"], Failed(results));
        Assert.Contains("channel pos", results.Single(result => !result.Passed).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Slow_models_other_reasons_and_loud_probabilities_fail()
    {
        TestRows test = Rows();
        Measured champion = Model(test, .8, reasons: ["A", "B"]);
        Assert.Equal(["latency"], Failed(CheckGates.Of(gates, test, champion with { MicrosecondsPerRow = 51 }, champion, [])));
        Assert.Equal(["reasons"], Failed(CheckGates.Of(gates, test, champion with { Reasons = [["C", "D"], ["C"]] }, champion, [])));
        Assert.Equal(["calibration"], Failed(CheckGates.Of(gates, test, champion with { Probabilities = Array.ConvertAll(champion.Probabilities, p => Math.Sqrt(p)) }, champion, [])));
    }

    [Fact]
    public void Too_few_frauds_say_so_instead_of_anything_else()
    {
        TestRows test = Rows();
        TestRows few = new(test.Rows.Slice(0, 800), new Dictionary<string, string[]> { ["channel"] = test.Slices["channel"][..800] });
        Assert.Equal(["enough"], Failed(CheckGates.Of(gates, few, Model(few, .8), Model(few, .8), [])));
    }

    [Fact]
    public void A_report_reads_as_text()
    {
        TestRows test = Rows();
        GateReport report = new()
        {
            Model = "challenger",
            Champion = "champion",
            At = Given.Morning,
            TestFrom = Given.Morning.AddDays(-21),
            TestUntil = Given.Morning.AddDays(-7),
            Results = CheckGates.Of(gates, test, Model(test, .3), Model(test, .8), []),
        };
        Assert.False(report.Passed);
        Assert.Contains("FAILED  gain", report.ToText(), StringComparison.Ordinal);
        Assert.Contains("gainLow", report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Overlap_and_stability_are_those_of_the_examples()
    {
        Assert.Equal(.5556, ReasonOverlap.Of(["A", "B", "C"], ["B", "A", "D"]), 4);
        Assert.Equal(1, ReasonOverlap.Of(["A"], ["A"]));
        Assert.Equal(.2747, PopulationStability.Index([50, 50], [25, 75]), 4);
        Assert.Equal(0, PopulationStability.Index([10, 30], [1, 3]), 10);
    }

    [Fact]
    public void Score_bins_rise_from_nought_to_one()
    {
        int[] bins = [.. new[] { 0, 1e-9, .0005, .01, .1, .5, .9, .999, 1 }.Select(ScoreBins.Of)];
        Assert.Equal(bins.Order(), bins);
        Assert.Equal((0, ScoreBins.Count - 1), (bins[0], bins[^1]));
    }

    [Fact]
    public void A_shadow_that_alerts_on_everything_does_not_stand()
    {
        ShadowedDecision[] decisions = [.. Enumerable.Range(0, 1_000).Select(i => new ShadowedDecision(i / 1e5, .5, i > 980, true, i > 990))];
        Assert.Equal(["shadowAlerts", "shadowScores"], CheckShadow.Of(new ShadowLimits(), 1_000, decisions).Where(result => !result.Passed).Select(result => result.Gate));
        ShadowedDecision[] alike = [.. decisions.Select(decision => decision with { Shadow = decision.Champion, ShadowAlerts = decision.ChampionAlerts })];
        Assert.All(CheckShadow.Of(new ShadowLimits(), 1_000, alike), result => Assert.True(result.Passed, result.Sentence));
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1, 300, false)]
    [InlineData(299, 300, false)]
    [InlineData(300, 300, true)]
    public void A_shadow_of_too_few_decisions_does_not_stand(int decisions, int least, bool stands)
    {
        IReadOnlyList<GateResult> results = CheckShadow.Of(new ShadowLimits(), least, [.. Enumerable.Repeat(new ShadowedDecision(.001, .001, false, false, false), decisions)]);
        Assert.Equal(stands, results.All(result => result.Passed));
    }
}
