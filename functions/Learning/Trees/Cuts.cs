using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FraudFunctions.Learning.Trees;

/// <summary>The thresholds of one feature, ascending. Bin k holds the values with k thresholds at or below them, so <c>bin &lt;= k</c> and <c>x &lt; Thresholds[k]</c> are the same question.</summary>
internal sealed record Cuts(float[] Thresholds, bool HasMissing, bool HasNegativeInfinity)
{
    internal int Bins => Thresholds.Length + 1;

    /// <summary>The code of a missing value: one after the last bin.</summary>
    internal int MissingCode => Bins;

    /// <summary>Writes the code of every value into its row's word.</summary>
    internal void AddCodes(ReadOnlySpan<float> column, Span<ulong> words, int shift)
    {
        for (var row = 0; row < column.Length; row++)
            words[row] |= (ulong)CodeOf(column[row]) << shift;
    }

    /// <summary>Example: thresholds 1 and 5 put 0 in bin 0, 1 and 3 in bin 1, 5 and 9 in bin 2.</summary>
    internal int CodeOf(float value)
    {
        if (float.IsNaN(value))
            return MissingCode;
        var (at, count) = (0, Thresholds.Length);
        if (count == 0)
            return 0;
        ref var first = ref MemoryMarshal.GetArrayDataReference(Thresholds);
        while (count > 1)
        {
            var half = count >> 1;
            // A mask, not a branch: which half it is cannot be predicted.
            at += half & -(Unsafe.Add(ref first, at + half - 1) <= value ? 1 : 0);
            count -= half;
        }
        return at + (Unsafe.Add(ref first, at) <= value ? 1 : 0);
    }
}
