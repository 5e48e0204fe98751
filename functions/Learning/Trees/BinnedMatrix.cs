namespace FraudFunctions.Learning.Trees;

/// <summary>The rows as bin codes, several features to a 64-bit word: eight of one byte, or four of two when more than 255 thresholds are asked for.</summary>
/// <remarks>Group g of the words holds features [g·Lanes, (g+1)·Lanes) of all rows, so that one group's histograms stay in the first-level cache.</remarks>
internal sealed class BinnedMatrix
{
    // Rows copied at a time when a group's features are turned into columns: 8 columns of 1,024 floats fit the cache.
    private const int Tile = 1024;

    private BinnedMatrix(Matrix rows, int maxCuts)
    {
        (Rows, Cuts) = (rows.Rows, new Cuts[rows.Width]);
        Lanes = maxCuts <= byte.MaxValue ? 8 : 4;
        // Up to maxCuts + 1 bins and a code for missing; a byte holds 256 in all.
        Stride = maxCuts <= byte.MaxValue ? 256 : maxCuts + 2;
        Words = new ulong[(Width + Lanes - 1) / Lanes][];
    }

    internal Cuts[] Cuts { get; }
    internal int Rows { get; }
    internal int Width => Cuts.Length;
    internal int Lanes { get; }
    internal int LaneBits => 64 / Lanes;
    internal int Groups => Words.Length;

    /// <summary>Histogram entries kept per feature.</summary>
    internal int Stride { get; }
    internal ulong[][] Words { get; }

    internal int Code(int feature, int row)
        => (int)(Words[feature / Lanes][row] >> feature % Lanes * LaneBits) & ((1 << LaneBits) - 1);

    internal static BinnedMatrix Of(Dataset rows, BoostingOptions options, CancellationToken cancel)
    {
        var binned = new BinnedMatrix(rows.Features, options.MaxCuts);
        var findCuts = new FindCuts(rows, options);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancel };
        Parallel.For(0, binned.Groups, parallel, () => new Buffers(rows.Rows, binned.Lanes), (group, _, buffers) =>
        {
            binned.Words[group] = binned.Group(rows.Features, group, findCuts, buffers);
            return buffers;
        }, _ => { });
        return binned;
    }

    private ulong[] Group(Matrix rows, int group, FindCuts findCuts, Buffers buffers)
    {
        var words = new ulong[Rows];
        var first = group * Lanes;
        var lanes = Math.Min(Lanes, Width - first);
        ToColumns(rows, first, buffers.Columns.AsSpan(0, lanes));
        for (var lane = 0; lane < lanes; lane++)
        {
            var cuts = findCuts.Of(buffers.Columns[lane], buffers.Keys, buffers.Scratch);
            cuts.AddCodes(buffers.Columns[lane], words, lane * LaneBits);
            Cuts[first + lane] = cuts;
        }
        return words;
    }

    private static void ToColumns(Matrix rows, int first, ReadOnlySpan<float[]> columns)
    {
        var values = rows.Values.Span;
        for (var start = 0; start < rows.Rows; start += Tile)
            for (var lane = 0; lane < columns.Length; lane++)
            {
                var column = columns[lane];
                var at = start * rows.Width + first + lane;
                for (var row = start; row < Math.Min(rows.Rows, start + Tile); row++, at += rows.Width)
                    column[row] = values[at];
            }
    }

    private sealed class Buffers(int rows, int lanes)
    {
        internal readonly float[][] Columns = [.. Enumerable.Range(0, lanes).Select(_ => new float[rows])];
        internal readonly ulong[] Keys = new ulong[rows], Scratch = new ulong[rows];
    }
}
