using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Governance;

/// <summary>Bins of probability that are even in log-odds: most payments are far below one in a hundred, and what moves there moves the alerts.</summary>
public static class ScoreBins
{
    private const int Lowest = -9;

    /// <summary>Below odds of e⁻⁹, each step in between, and above e⁵.</summary>
    public const int Count = 15;

    public static int Of(double probability)
    {
        double odds = probability / Math.Max(1 - probability, 1e-12);
        return odds <= 0 ? 0 : (int)Math.Clamp(Math.Floor(Math.Log(odds)) - Lowest + 1, 0, Count - 1);
    }
}

/// <summary>What one column looked like: edges between its tenths, and how many rows lay in each bin. The last bin is for what was missing.</summary>
public sealed record ColumnReference(string Name, IReadOnlyList<float> Edges, IReadOnlyList<long> Counts)
{
    public int Bins => Edges.Count + 2;

    public int BinOf(float value)
    {
        if (float.IsNaN(value))
            return Edges.Count + 1;
        int bin = 0;
        while (bin < Edges.Count && value >= Edges[bin])
            bin++;
        return bin;
    }
}

/// <summary>What a model's inputs and scores looked like on the rows it was tested on: what they are held against as long as it serves.</summary>
public sealed record ModelReference(IReadOnlyList<ColumnReference> Columns, IReadOnlyList<long> Scores)
{
    // Tenths of so many rows are as good as of all.
    private const int MostRows = 20_000;
    private const int Tenths = 10;

    public static ModelReference Of(Dataset rows, ReadOnlySpan<double> probabilities)
    {
        int step = Math.Max(1, rows.Rows / MostRows);
        ColumnReference[] columns = [.. Enumerable.Range(0, rows.Features.Width).Select(column => Column(rows, column, step))];
        long[] scores = new long[ScoreBins.Count];
        foreach (double probability in probabilities)
            scores[ScoreBins.Of(probability)]++;
        return new ModelReference(columns, scores);
    }

    private static ColumnReference Column(Dataset rows, int column, int step)
    {
        List<float> values = [];
        long missing = 0;
        for (int row = 0; row < rows.Rows; row += step)
        {
            float value = rows.Features.Row(row)[column];
            if (float.IsNaN(value))
                missing++;
            else
                values.Add(value);
        }
        values.Sort();
        float[] edges = values.Count == 0 ? [] : [.. Enumerable.Range(1, Tenths - 1).Select(tenth => values[values.Count * tenth / Tenths]).Distinct().Where(edge => edge > values[0])];
        ColumnReference empty = new(rows.FeatureNames[column], edges, []);
        long[] counts = new long[empty.Bins];
        foreach (float value in values)
            counts[empty.BinOf(value)]++;
        counts[^1] = missing;
        return empty with { Counts = counts };
    }
}
