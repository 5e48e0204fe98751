using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Tables;

/// <summary>
/// Every transaction of a stream with its as-of features, the truth, and what labels said of it when. What may be learned at a time is a view
/// of it.
/// </summary>
public sealed record FeatureTable
{
    public required FeatureSchema Schema { get; init; }

    /// <summary>All rows in order of the stream; labels are the truth.</summary>
    public required Dataset Rows { get; init; }

    /// <summary>Of each row, all that labels ever said.</summary>
    public required IReadOnlyList<ReadOnlyMemory<Word>> Words { get; init; }
    public required IReadOnlyList<string?> Scenarios { get; init; }

    /// <summary>Of each row, the merchant; empty when nobody asked.</summary>
    public IReadOnlyList<string?> Merchants { get; init; } = [];

    /// <summary>The rows whose payment was declined; empty when none was. Nobody complains of money that never left.</summary>
    public IReadOnlyList<bool> Declined { get; init; } = [];

    /// <summary>The rows of which the stream itself says that nobody knows; empty when it says so of none. They are neither learned from nor measured with.</summary>
    public IReadOnlyList<bool> Unlabelled { get; init; } = [];

    /// <summary>How many labels could not be taken and say nothing, and what was wrong with the first, in which row of the stream.</summary>
    public (long Count, FieldProblem? First, long Row) RefusedLabels { get; init; }

    /// <summary>How many of these were known before their payment.</summary>
    public long EarlyLabels { get; init; }

    /// <summary>How many transactions could not be read and are no rows, and what was wrong with the first.</summary>
    public (long Count, FieldProblem? First) Refused { get; init; }

    /// <summary>
    /// The rows since <paramref name="from"/>, and before <paramref name="until"/>, that may be learned at <paramref name="at"/>, with what stood of them by then. What is younger than
    /// <paramref name="maturity"/> and unlabelled is left out: silence means nothing yet. Of a declined payment it never means anything.
    /// </summary>
    public Dataset KnownAt(DateTimeOffset at, TimeSpan maturity, DateTimeOffset from, DateTimeOffset? until = null)
    {
        (int[] rows, bool[] labels) = KnownRowsAt(at, maturity, from, until);
        return Rows.Select(rows) with { Labels = labels };
    }

    /// <summary>The same as row numbers and labels, when not all of it is wanted: a copy of a large table is larger than the labels by far.</summary>
    public (int[] Rows, bool[] Labels) KnownRowsAt(DateTimeOffset at, TimeSpan maturity, DateTimeOffset from, DateTimeOffset? until = null)
    {
        List<int> known = [];
        List<bool> labels = [];
        for (int row = 0; row < Rows.Rows; row++)
        {
            if (Rows.Times.Span[row] < from || Rows.Times.Span[row] >= until || IsFraudAt(row, at, maturity) is not { } isFraud)
                continue;
            known.Add(row);
            labels.Add(isFraud);
        }
        return ([.. known], [.. labels]);
    }

    /// <summary>Whether a row counts as fraud at a time; null when that is open, or it has not happened yet.</summary>
    public bool? IsFraudAt(int row, DateTimeOffset at, TimeSpan maturity)
    {
        DateTimeOffset time = Rows.Times.Span[row];
        if (time >= at)
            return null;
        if (Standing.Of(Words[row].Span, at) is { } standing)
            return standing.Verdict == Verdict.Fraud;
        bool silent = (Declined.Count > 0 && Declined[row]) || (Unlabelled.Count > 0 && Unlabelled[row]);
        return time <= at - maturity && !silent ? false : null;
    }

    /// <summary>This table with everything but its features taken from another of the same stream, so that it is in memory once.</summary>
    public FeatureTable SharedWith(FeatureTable other)
        => other.Rows.Rows != Rows.Rows
            ? throw new ArgumentException($"{other.Rows.Rows} rows and {Rows.Rows} are not of the same stream.", nameof(other))
            : other with { Schema = Schema, Rows = other.Rows with { FeatureNames = Rows.FeatureNames, Features = Rows.Features } };

    /// <summary>When a label first said fraud of a row; null when none did.</summary>
    public DateTimeOffset? FraudFirstKnown(int row)
    {
        DateTimeOffset? first = null;
        foreach (Word word in Words[row].Span)
        {
            if (word.Verdict == Verdict.Fraud && !(word.Known >= first))
                first = word.Known;
        }
        return first;
    }
}
