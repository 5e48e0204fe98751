namespace FraudFunctions.Learning.Trees;

/// <summary>The rows as bin codes, several features to a 64-bit word: eight of one byte, or four of two where a feature has more than 256 codes.</summary>
/// <remarks>Group g of the words holds features [g·Lanes, (g+1)·Lanes) of all rows, so that one group's histograms stay in the first-level cache.</remarks>
internal sealed class BinnedMatrix
{
    private BinnedMatrix(Cuts[] cuts, int rows)
    {
        Cuts = cuts;
        Rows = rows;
        var codes = cuts.Max(cut => cut.Codes);
        Lanes = codes <= 256 ? 8 : 4;
        Stride = codes <= 256 ? 256 : codes;
        Groups = (cuts.Length + Lanes - 1) / Lanes;
        Words = new ulong[Groups][];
    }

    internal Cuts[] Cuts { get; }
    internal int Rows { get; }
    internal int Width => Cuts.Length;
    internal int Lanes { get; }
    internal int LaneBits => 64 / Lanes;
    internal int Groups { get; }

    /// <summary>Histogram entries kept per feature.</summary>
    internal int Stride { get; }
    internal ulong[][] Words { get; }

    internal int Code(int feature, int row)
        => (int)(Words[feature / Lanes][row] >> feature % Lanes * LaneBits) & ((1 << LaneBits) - 1);

    internal static BinnedMatrix Of(Matrix rows, Cuts[] cuts, int threads, CancellationToken cancel)
    {
        var binned = new BinnedMatrix(cuts, rows.Rows);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        Parallel.For(0, binned.Groups, parallel, group => binned.Words[group] = binned.Group(rows, group));
        return binned;
    }

    private ulong[] Group(Matrix rows, int group)
    {
        var words = new ulong[rows.Rows];
        var values = rows.Values.Span;
        var first = group * Lanes;
        for (var lane = 0; lane < Math.Min(Lanes, Width - first); lane++)
        {
            var (cuts, shift, at) = (Cuts[first + lane], lane * LaneBits, first + lane);
            for (var row = 0; row < words.Length; row++, at += rows.Width)
                words[row] |= (ulong)cuts.CodeOf(values[at]) << shift;
        }
        return words;
    }
}
