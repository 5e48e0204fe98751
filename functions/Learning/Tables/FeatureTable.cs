using FraudFunctions.Engine.Features;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Tables;

/// <summary>
/// Every transaction of a stream with its as-of features, the truth, and when the truth became known. What may be learned at a time is a view
/// of it.
/// </summary>
public sealed record FeatureTable
{
    public required FeatureSchema Schema { get; init; }

    /// <summary>All rows in order of the stream; labels are the truth.</summary>
    public required Dataset Rows { get; init; }

    /// <summary>When a label first said fraud; null when none did.</summary>
    public required IReadOnlyList<DateTimeOffset?> FraudKnown { get; init; }

    /// <summary>When a label first said genuine; null when none did.</summary>
    public required IReadOnlyList<DateTimeOffset?> GenuineKnown { get; init; }
    public required IReadOnlyList<string?> Scenarios { get; init; }

    /// <summary>
    /// The rows since <paramref name="from"/> that may be learned at <paramref name="at"/>, with the labels known by then. What is younger than
    /// <paramref name="maturity"/> and unlabelled is left out: silence means nothing yet.
    /// </summary>
    public Dataset KnownAt(DateTimeOffset at, TimeSpan maturity, DateTimeOffset from)
    {
        ReadOnlySpan<DateTimeOffset> times = Rows.Times.Span;
        List<int> known = [];
        List<bool> labels = [];
        for (int row = 0; row < times.Length; row++)
        {
            if (times[row] < from || times[row] >= at)
                continue;
            bool fraud = FraudKnown[row] <= at;
            // A later word that it was genuine outweighs the first suspicion.
            fraud &= !(GenuineKnown[row] <= at && GenuineKnown[row] > FraudKnown[row]);
            bool settled = fraud || GenuineKnown[row] <= at || times[row] <= at - maturity;
            if (!settled)
                continue;
            known.Add(row);
            labels.Add(fraud);
        }
        return Rows.Select([.. known]) with { Labels = labels.ToArray() };
    }
}
