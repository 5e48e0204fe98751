using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace FraudFunctions.Learning.Trees;

/// <summary>Rows of float features, row-major; NaN stands for missing.</summary>
public sealed record Matrix
{
    public Matrix(int rows, int width, ReadOnlyMemory<float> values)
    {
        if (values.Length != (long)rows * width)
            throw new ArgumentException($"{values.Length} values are not {rows} rows of {width} features.", nameof(values));
        (Rows, Width, Values) = (rows, width, values);
    }

    public int Rows { get; }
    public int Width { get; }
    public ReadOnlyMemory<float> Values { get; }

    public ReadOnlySpan<float> Row(int row) => Values.Span.Slice(row * Width, Width);
}

/// <summary>Labelled rows to learn from or to measure on, in order of time. An empty column means: not known. Nothing is copied; do not write into the arrays.</summary>
public sealed record Dataset
{
    public required IReadOnlyList<string> FeatureNames { get; init; }
    public required Matrix Features { get; init; }

    /// <summary>True for fraud.</summary>
    public required ReadOnlyMemory<bool> Labels { get; init; }
    public ReadOnlyMemory<float> Weights { get; init; }
    public ReadOnlyMemory<string> RowIds { get; init; }
    public ReadOnlyMemory<string> CustomerIds { get; init; }
    public ReadOnlyMemory<DateTimeOffset> Times { get; init; }
    public ReadOnlyMemory<long> AmountsMinor { get; init; }

    public int Rows => Features.Rows;
    public int Positives => Labels.Span.Count(true);

    /// <summary>Rows [start, start + count): with rows in order of time, a time slice. Shares the memory.</summary>
    public Dataset Slice(int start, int count) => this with
    {
        Features = new Matrix(count, Features.Width, Features.Values.Slice(start * Features.Width, count * Features.Width)),
        Labels = Labels.Slice(start, count),
        Weights = Part(Weights, start, count),
        RowIds = Part(RowIds, start, count),
        CustomerIds = Part(CustomerIds, start, count),
        Times = Part(Times, start, count),
        AmountsMinor = Part(AmountsMinor, start, count)
    };

    /// <summary>The named rows, copied, in the order given.</summary>
    public Dataset Select(ReadOnlySpan<int> rows)
    {
        var width = Features.Width;
        var values = new float[rows.Length * width];
        for (var i = 0; i < rows.Length; i++)
            Features.Row(rows[i]).CopyTo(values.AsSpan(i * width));
        return this with
        {
            Features = new Matrix(rows.Length, width, values),
            Labels = Pick(Labels, rows),
            Weights = Pick(Weights, rows),
            RowIds = Pick(RowIds, rows),
            CustomerIds = Pick(CustomerIds, rows),
            Times = Pick(Times, rows),
            AmountsMinor = Pick(AmountsMinor, rows)
        };
    }

    /// <summary>SHA-256 of everything that training reads: names, features, labels and weights. Amounts, customers and times are not read.</summary>
    public string ContentHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', FeatureNames)));
        hash.AppendData(MemoryMarshal.AsBytes<int>([Rows, Features.Width, Weights.Length]));
        hash.AppendData(MemoryMarshal.AsBytes(Features.Values.Span));
        hash.AppendData(MemoryMarshal.AsBytes(Labels.Span));
        hash.AppendData(MemoryMarshal.AsBytes(Weights.Span));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Throws what is wrong with these rows as training input: no rows, columns of unequal length, one class only, a weight that is no weight.</summary>
    public void CheckTrainable()
    {
        if (Rows == 0)
            throw new TooLittleToLearnFrom("There are no rows to learn from.");
        if (FeatureNames.Count != Features.Width)
            throw new ArgumentException($"{FeatureNames.Count} feature names for {Features.Width} columns.");
        CheckLength(Labels.Length, "labels", required: true);
        CheckLength(Weights.Length, "weights", required: false);
        foreach (var weight in Weights.Span)
            if (!(weight >= 0) || float.IsInfinity(weight))
                throw new ArgumentException($"A row weighs {weight}.");
        var positives = Positives;
        if (positives == 0 || positives == Rows)
            throw new TooLittleToLearnFrom($"All {Rows} rows are {(positives == 0 ? "genuine" : "fraud")}: one class teaches nothing.");
    }

    private void CheckLength(int length, string what, bool required)
    {
        if (length != Rows && (required || length != 0))
            throw new ArgumentException($"{length} {what} for {Rows} rows.");
    }

    private static ReadOnlyMemory<T> Part<T>(ReadOnlyMemory<T> column, int start, int count)
        => column.IsEmpty ? column : column.Slice(start, count);

    private static ReadOnlyMemory<T> Pick<T>(ReadOnlyMemory<T> column, ReadOnlySpan<int> rows)
    {
        if (column.IsEmpty)
            return column;
        var from = column.Span;
        var picked = new T[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            picked[i] = from[rows[i]];
        return picked;
    }
}
