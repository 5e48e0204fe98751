using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FraudFunctions.Learning.Networks;

/// <summary>C += A·B over row-major floats: the one loop under every layer, forwards and backwards.</summary>
/// <remarks>
/// Four rows by sixteen columns of C stay in registers while the inner index runs; every element of C is summed over the inner index in order,
/// one rounding per step, so that the bits do not depend on the width of the machine's vectors or on which rows are computed together.
/// </remarks>
internal static class MatrixProduct
{
    private const int Lanes = 8, Wide = 2 * Lanes, Tall = 4;

    /// <summary>
    /// A has <paramref name="rows"/> × <paramref name="inner"/> elements at <c>row·aRow + inner·aInner</c>, so that it may lie transposed; B is
    /// inner × columns, C is rows × columns.
    /// </summary>
    internal static void Add(ReadOnlySpan<float> a, int aRow, int aInner, ReadOnlySpan<float> b, Span<float> c, int rows, int inner, int columns)
    {
        if (rows == 0 || columns == 0 || inner == 0)
            return;
        if (a.Length <= (long)(rows - 1) * aRow + (long)(inner - 1) * aInner || b.Length < (long)inner * columns || c.Length < (long)rows * columns)
            throw new ArgumentException($"{a.Length}, {b.Length} and {c.Length} values are no product of {rows} × {inner} and {inner} × {columns}.");
        ref float fromA = ref MemoryMarshal.GetReference(a);
        ref float fromB = ref MemoryMarshal.GetReference(b);
        ref float toC = ref MemoryMarshal.GetReference(c);
        int row = 0;
        for (; row <= rows - Tall; row += Tall)
            Band(ref Unsafe.Add(ref fromA, (nint)row * aRow), aRow, aInner, ref fromB, ref Unsafe.Add(ref toC, (nint)row * columns), inner, columns);
        for (; row < rows; row++)
            Line(ref Unsafe.Add(ref fromA, (nint)row * aRow), aInner, ref fromB, ref Unsafe.Add(ref toC, (nint)row * columns), inner, columns);
    }

    /// <summary>Four rows of C.</summary>
    private static void Band(ref float a, int aRow, int aInner, ref float b, ref float c, int inner, int columns)
    {
        int column = 0;
        for (; column <= columns - Wide; column += Wide)
            Tile(ref a, aRow, aInner, ref Unsafe.Add(ref b, column), ref Unsafe.Add(ref c, column), inner, columns);
        for (; column <= columns - Lanes; column += Lanes)
            for (int row = 0; row < Tall; row++)
                Strip(ref Unsafe.Add(ref a, (nint)row * aRow), aInner, ref Unsafe.Add(ref b, column), ref Unsafe.Add(ref c, (nint)row * columns + column), inner, columns);
        for (; column < columns; column++)
            for (int row = 0; row < Tall; row++)
                Single(ref Unsafe.Add(ref a, (nint)row * aRow), aInner, ref Unsafe.Add(ref b, column), ref Unsafe.Add(ref c, (nint)row * columns + column), inner, columns);
    }

    private static void Line(ref float a, int aInner, ref float b, ref float c, int inner, int columns)
    {
        int column = 0;
        for (; column <= columns - Lanes; column += Lanes)
            Strip(ref a, aInner, ref Unsafe.Add(ref b, column), ref Unsafe.Add(ref c, column), inner, columns);
        for (; column < columns; column++)
            Single(ref a, aInner, ref Unsafe.Add(ref b, column), ref Unsafe.Add(ref c, column), inner, columns);
    }

    private static void Tile(ref float a, int aRow, int aInner, ref float b, ref float c, int inner, int columns)
    {
        ref float a1 = ref Unsafe.Add(ref a, aRow);
        ref float a2 = ref Unsafe.Add(ref a1, aRow);
        ref float a3 = ref Unsafe.Add(ref a2, aRow);
        ref float c1 = ref Unsafe.Add(ref c, columns);
        ref float c2 = ref Unsafe.Add(ref c1, columns);
        ref float c3 = ref Unsafe.Add(ref c2, columns);
        Vector256<float> left0 = Load(ref c, 0), right0 = Load(ref c, Lanes), left1 = Load(ref c1, 0), right1 = Load(ref c1, Lanes);
        Vector256<float> left2 = Load(ref c2, 0), right2 = Load(ref c2, Lanes), left3 = Load(ref c3, 0), right3 = Load(ref c3, Lanes);
        nint at = 0;
        for (int i = 0; i < inner; i++, at += aInner)
        {
            Vector256<float> left = Load(ref b, 0), right = Load(ref b, Lanes);
            Vector256<float> factor = Vector256.Create(Unsafe.Add(ref a, at));
            (left0, right0) = (Fused(factor, left, left0), Fused(factor, right, right0));
            factor = Vector256.Create(Unsafe.Add(ref a1, at));
            (left1, right1) = (Fused(factor, left, left1), Fused(factor, right, right1));
            factor = Vector256.Create(Unsafe.Add(ref a2, at));
            (left2, right2) = (Fused(factor, left, left2), Fused(factor, right, right2));
            factor = Vector256.Create(Unsafe.Add(ref a3, at));
            (left3, right3) = (Fused(factor, left, left3), Fused(factor, right, right3));
            b = ref Unsafe.Add(ref b, columns);
        }
        Store(left0, right0, ref c);
        Store(left1, right1, ref c1);
        Store(left2, right2, ref c2);
        Store(left3, right3, ref c3);
    }

    private static void Strip(ref float a, int aInner, ref float b, ref float c, int inner, int columns)
    {
        Vector256<float> sum = Load(ref c, 0);
        for (int i = 0; i < inner; i++)
            sum = Fused(Vector256.Create(Unsafe.Add(ref a, (nint)i * aInner)), Load(ref b, (nint)i * columns), sum);
        sum.StoreUnsafe(ref c);
    }

    private static void Single(ref float a, int aInner, ref float b, ref float c, int inner, int columns)
    {
        float sum = c;
        for (int i = 0; i < inner; i++)
            sum = MathF.FusedMultiplyAdd(Unsafe.Add(ref a, (nint)i * aInner), Unsafe.Add(ref b, (nint)i * columns), sum);
        c = sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Fused(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(ref float from, nint offset) => Vector256.LoadUnsafe(ref from, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> left, Vector256<float> right, ref float to)
    {
        left.StoreUnsafe(ref to);
        right.StoreUnsafe(ref to, Lanes);
    }
}
