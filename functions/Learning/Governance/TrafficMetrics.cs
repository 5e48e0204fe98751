namespace FraudFunctions.Learning.Governance;

/// <summary>Decisions of a part of the traffic, and how many of them alerted.</summary>
public sealed record SegmentCount(long Decisions, long Alerts);

/// <summary>
/// What decisions of a span of time looked like: counts only, so that spans can be added up in any order. What labels said of them later is counted
/// in the span in which they were decided.
/// </summary>
public sealed class TrafficMetrics
{
    // Countries and channels are few; whatever else comes in this place must not make a document grow without end.
    private const int MostSegments = 100;

    /// <summary>Upper ends, in days, of the bins of label delay; the last bin has none.</summary>
    public static IReadOnlyList<int> DelayDays { get; } = [1, 2, 3, 5, 7, 14, 30];

    public long Decisions { get; set; }
    public long Alerts { get; set; }

    /// <summary>Decided without something that should have been there.</summary>
    public long Degraded { get; set; }

    /// <summary>Decisions by <see cref="ScoreBins"/>, and the sum of their probabilities.</summary>
    public long[] Scores { get; init; } = new long[ScoreBins.Count];
    public double[] Expected { get; init; } = new double[ScoreBins.Count];
    public Dictionary<string, SegmentCount> Segments { get; init; } = [];

    /// <summary>Decisions that a model in the shadow was scored beside, by that model.</summary>
    public Dictionary<string, long> Shadowed { get; init; } = [];

    /// <summary>Inputs of sampled decisions by the bins of their model's reference; empty when it has none.</summary>
    public long[][] Inputs { get; set; } = [];
    public long Sampled { get; set; }

    /// <summary>Known frauds by the probability that they were decided with, and by the delay of their first label.</summary>
    public long[] Frauds { get; init; } = new long[ScoreBins.Count];
    public long[] Delays { get; init; } = new long[DelayDays.Count + 1];

    public double AlertRate => Decisions == 0 ? 0 : (double)Alerts / Decisions;

    public double DegradedRate => Decisions == 0 ? 0 : (double)Degraded / Decisions;

    public void Add(double? probability, bool alerts, bool degraded, params ReadOnlySpan<string> segments)
    {
        Decisions++;
        Alerts += alerts ? 1 : 0;
        Degraded += degraded ? 1 : 0;
        if (probability is { } p)
        {
            Scores[ScoreBins.Of(p)]++;
            Expected[ScoreBins.Of(p)] += p;
        }
        foreach (string segment in segments)
            Add(segment, new SegmentCount(1, alerts ? 1 : 0));
    }

    public void AddShadowed(string model) => Shadowed[model] = Shadowed.GetValueOrDefault(model) + 1;

    /// <summary>Whether the inputs were counted by the bins of that reference.</summary>
    public bool Fits(ModelReference reference) => HasBins([.. reference.Columns.Select(column => column.Bins)]);

    /// <summary>Counts the inputs of a decision. What was counted by other bins stays as it is: the two do not add up.</summary>
    public void AddInputs(ModelReference reference, ReadOnlySpan<float> features)
    {
        if (features.Length != reference.Columns.Count)
            return;
        if (Inputs.Length == 0)
            Inputs = [.. reference.Columns.Select(column => new long[column.Bins])];
        if (!Fits(reference))
            return;
        Sampled++;
        for (int column = 0; column < features.Length; column++)
            Inputs[column][reference.Columns[column].BinOf(features[column])]++;
    }

    public void AddFraud(double? probability, TimeSpan delay)
    {
        if (probability is { } p)
            Frauds[ScoreBins.Of(p)]++;
        int bin = 0;
        while (bin < DelayDays.Count && delay.TotalDays >= DelayDays[bin])
            bin++;
        Delays[bin]++;
    }

    public void Add(TrafficMetrics other)
    {
        Decisions += other.Decisions;
        Alerts += other.Alerts;
        Degraded += other.Degraded;
        for (int bin = 0; bin < ScoreBins.Count; bin++)
        {
            Scores[bin] += other.Scores[bin];
            Expected[bin] += other.Expected[bin];
            Frauds[bin] += other.Frauds[bin];
        }
        for (int bin = 0; bin < Delays.Length; bin++)
            Delays[bin] += other.Delays[bin];
        foreach ((string segment, SegmentCount count) in other.Segments)
            Add(segment, count);
        foreach ((string model, long count) in other.Shadowed)
            Shadowed[model] = Shadowed.GetValueOrDefault(model) + count;
        AddInputs(other);
    }

    private void AddInputs(TrafficMetrics other)
    {
        if (Inputs.Length == 0)
            Inputs = [.. other.Inputs.Select(bins => new long[bins.Length])];
        if (!HasBins([.. other.Inputs.Select(bins => bins.Length)]))
            return;
        Sampled += other.Sampled;
        for (int column = 0; column < other.Inputs.Length; column++)
        {
            for (int bin = 0; bin < other.Inputs[column].Length; bin++)
                Inputs[column][bin] += other.Inputs[column][bin];
        }
    }

    private bool HasBins(ReadOnlySpan<int> bins)
    {
        if (Inputs.Length != bins.Length)
            return false;
        for (int column = 0; column < bins.Length; column++)
        {
            if (Inputs[column].Length != bins[column])
                return false;
        }
        return true;
    }

    private void Add(string segment, SegmentCount count)
    {
        string name = Segments.ContainsKey(segment) || Segments.Count < MostSegments ? segment : "other";
        SegmentCount there = Segments.GetValueOrDefault(name, new(0, 0));
        Segments[name] = new SegmentCount(there.Decisions + count.Decisions, there.Alerts + count.Alerts);
    }
}
