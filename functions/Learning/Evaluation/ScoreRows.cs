using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Evaluation;

/// <summary>Scores a whole matrix, as evaluation wants it.</summary>
public static class ScoreRows
{
    private const int RowsAtOnce = 1024;

    public static double[] With(IModel model, Matrix rows)
    {
        var scores = new double[rows.Rows];
        var block = new float[RowsAtOnce];
        for (var start = 0; start < rows.Rows; start += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, rows.Rows - start);
            model.Score(rows.Values.Span.Slice(start * rows.Width, count * rows.Width), block.AsSpan(0, count));
            for (var i = 0; i < count; i++)
                scores[start + i] = block[i];
        }
        return scores;
    }
}
