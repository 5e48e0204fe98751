using FraudFunctions.Learning.Governance;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning.Governance;

public sealed class CheckDriftTests
{
    private static readonly DriftLimits limits = new();

    private static TrafficMetrics Traffic(int decisions, double probability = .01, int alertEvery = 50, int frauds = 0, double delayDays = 2, int degradedEvery = 1_000, string segment = "channel online")
    {
        TrafficMetrics traffic = new();
        for (int i = 0; i < decisions; i++)
            traffic.Add(probability, i % alertEvery == 0, i % degradedEvery == 0, segment);
        for (int i = 0; i < frauds; i++)
            traffic.AddFraud(probability, TimeSpan.FromDays(delayDays));
        return traffic;
    }

    private static DriftView View(TrafficMetrics recent, TrafficMetrics? settled = null, TrafficMetrics? before = null, ModelReference? reference = null)
        => new(recent, Traffic(5_000), settled ?? new TrafficMetrics(), before ?? new TrafficMetrics(), reference);

    private static DriftKind[] Tripped(DriftView view) => [.. CheckDrift.Of(limits, view).Where(figure => figure.Tripped).Select(figure => figure.Kind).Distinct()];

    [Fact]
    public void The_usual_trips_nothing() => Assert.Empty(Tripped(View(Traffic(5_000, frauds: 40), Traffic(5_000, frauds: 50), Traffic(5_000, frauds: 50))));

    [Fact]
    public void Each_kind_trips_by_itself()
    {
        Assert.Equal([DriftKind.Score], Tripped(View(Traffic(5_000, probability: .2))));
        Assert.Equal([DriftKind.Alerts], Tripped(View(Traffic(5_000, alertEvery: 10))));
        Assert.Equal([DriftKind.Alerts], Tripped(View(Traffic(5_000, alertEvery: 5_000))));
        Assert.Equal([DriftKind.Errors], Tripped(View(Traffic(5_000, degradedEvery: 10))));
        Assert.Equal([DriftKind.Calibration], Tripped(View(Traffic(5_000, frauds: 200))));
        Assert.Equal([DriftKind.Calibration], Tripped(View(Traffic(5_000), Traffic(5_000, frauds: 5))));
        Assert.Equal([DriftKind.LabelDelay], Tripped(View(Traffic(5_000), Traffic(5_000, frauds: 50, delayDays: 6), Traffic(5_000, frauds: 50))));
    }

    [Fact]
    public void Little_traffic_says_nothing() => Assert.Empty(CheckDrift.Of(limits, View(Traffic(100, probability: .9, alertEvery: 1))));

    [Fact]
    public void A_column_that_moved_is_named_and_the_others_are_not()
    {
        float[] values = [.. Enumerable.Range(0, 2_000).SelectMany(i => new[] { i % 100, i % 7 == 0 ? float.NaN : i % 13 })];
        Dataset rows = new() { FeatureNames = ["moved", "stays"], Features = new Matrix(2_000, 2, values), Labels = new bool[2_000] };
        ModelReference reference = ModelReference.Of(rows, [.. Enumerable.Repeat(.01, 2_000)]);
        Assert.All(reference.Columns, column => Assert.Equal(2_000, column.Counts.Sum()));
        TrafficMetrics recent = Traffic(2_000);
        for (int row = 0; row < 2_000; row++)
            recent.AddInputs(reference, [rows.Features.Row(row)[0] + 60, rows.Features.Row(row)[1]]);
        DriftFigure[] inputs = [.. CheckDrift.Of(limits, View(recent, reference: reference)).Where(figure => figure.Kind == DriftKind.Input)];
        Assert.Equal([("moved", true), ("stays", false)], inputs.Select(figure => (figure.Subject, figure.Tripped)));
    }

    [Fact]
    public void Inputs_counted_by_other_bins_do_not_add_up_and_stop_nothing()
    {
        ModelReference one = new([new ColumnReference("a", [1, 2], [1, 1, 1, 0])], new long[ScoreBins.Count]);
        foreach (ModelReference other in new[] { one with { Columns = [new ColumnReference("a", [1, 2, 3], [1, 1, 1, 1, 0])] }, one with { Columns = [one.Columns[0], one.Columns[0]] } })
        {
            TrafficMetrics traffic = Traffic(600), more = Traffic(600);
            for (int i = 0; i < 600; i++)
            {
                traffic.AddInputs(one, [5]);
                traffic.AddInputs(other, other.Columns.Count == 1 ? [float.NaN] : [5, 5]);
                more.AddInputs(other, other.Columns.Count == 1 ? [float.NaN] : [5, 5]);
            }
            traffic.Add(more);
            Assert.Equal((1_200, 600, 600), (traffic.Decisions, traffic.Sampled, traffic.Inputs[0].Sum()));
            Assert.Contains(CheckDrift.Of(limits, View(traffic, reference: one)), figure => figure.Kind == DriftKind.Input);
            Assert.DoesNotContain(CheckDrift.Of(limits, View(traffic, reference: other)), figure => figure.Kind == DriftKind.Input);
        }
    }

    [Fact]
    public void Spans_add_up_in_any_order()
    {
        TrafficMetrics one = Traffic(700, frauds: 3), other = Traffic(300, probability: .3, segment: "channel pos"), sum = new(), reversed = new();
        sum.Add(one);
        sum.Add(other);
        reversed.Add(other);
        reversed.Add(one);
        Assert.Equal((1_000, 3, 20), (sum.Decisions, sum.Frauds.Sum(), sum.Alerts));
        Assert.Equal(sum.Scores, reversed.Scores);
        Assert.Equal(sum.Segments.OrderBy(pair => pair.Key), reversed.Segments.OrderBy(pair => pair.Key));
    }
}
