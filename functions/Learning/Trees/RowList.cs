using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FraudFunctions.Learning.Trees;

/// <summary>The rows of a tree in one list; a node is a range of it.</summary>
internal sealed class RowList(BinnedMatrix bins)
{
    private readonly int[] aside = new int[bins.Rows];
    private int[] rows = [];

    internal void Start(int[] list) => rows = list;

    internal ReadOnlySpan<int> Range(int start, int end) => rows.AsSpan(start, end - start);

    /// <summary>Moves the rows that go left to the front of the range; both sides keep their order. Returns where the right side starts.</summary>
    internal int Part(int start, int end, Split split)
    {
        var (left, right) = Part(start, end, split, aside);
        aside.AsSpan(0, right).CopyTo(rows.AsSpan(left));
        return left;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int Left, int Right) Part(int start, int end, Split split, int[] rightRows)
    {
        var cuts = bins.Cuts[split.Feature];
        var shift = split.Feature % bins.Lanes * bins.LaneBits;
        var mask = (1ul << bins.LaneBits) - 1;
        // Where nothing is missing no code is given to it, and none must match.
        var missing = split.MissingGoesLeft && cuts.HasMissing ? cuts.MissingCode : -1L;
        long last = split.Cut;
        ref var word0 = ref MemoryMarshal.GetArrayDataReference(bins.Words[split.Feature / bins.Lanes]);
        ref var row0 = ref MemoryMarshal.GetArrayDataReference(rows);
        ref var aside0 = ref MemoryMarshal.GetArrayDataReference(rightRows);
        var (left, right) = (start, 0);
        for (var i = start; i < end; i++)
        {
            var row = Unsafe.Add(ref row0, i);
            var code = (long)((Unsafe.Add(ref word0, row) >> shift) & mask);
            // Written to both sides, counted on one: no branch to mispredict.
            Unsafe.Add(ref row0, left) = row;
            Unsafe.Add(ref aside0, right) = row;
            var goesLeft = (code <= last ? 1 : 0) | (code == missing ? 1 : 0);
            left += goesLeft;
            right += 1 - goesLeft;
        }
        return (left, right);
    }
}
