using FraudFunctions.Engine.Decisions;
using FraudFunctions.Learning.Networks.Recurrent;
using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Learning.Training;

/// <summary>Scores rows of a table as serving would have: the sequence reads every row that came before them.</summary>
public static class ScoreTable
{
    public static ScoredRow[] Of(ScoringModel model, FeatureTable table, ReadOnlySpan<int> rows)
        => Of(model, table, rows, model.Sequence is { } sequence ? SequencePass.Score(table, sequence) : null);

    /// <summary>The same when the sequence has been through the table.</summary>
    internal static ScoredRow[] Of(ScoringModel model, FeatureTable table, ReadOnlySpan<int> rows, SequenceScores? sequence)
    {
        ScoredRow[] scored = model.Score(table.Rows.Select(rows).Features.Values.Span, null);
        for (int i = 0; i < scored.Length; i++)
            scored[i] = scored[i] with { Scores = scored[i].Scores with { Sequence = sequence?.Fraud[rows[i]], Month = sequence?.Month[rows[i]] } };
        return scored;
    }
}
