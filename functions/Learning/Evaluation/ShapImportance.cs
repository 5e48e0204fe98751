using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Evaluation;

/// <summary>How much each feature moves the margin of rows the trees were not grown on: the mean of |Shapley value|.</summary>
/// <remarks>
/// Gain says what splits paid in training, on noise too; this says what the model does with later rows (Lundberg et al. 2020). Example: a feature
/// that moves half of the rows by +2 and the other half by -1 has an importance of 1.5.
/// </remarks>
public static class ShapImportance
{
    /// <summary>One value per feature, in units of the margin, over at most so many rows at equal distances.</summary>
    public static double[] Of(TreeEnsemble model, Matrix rows, int mostRows = 2000)
    {
        var explain = new TreeShap(model);
        var (sums, contributions) = (new double[model.Width], new double[model.Width]);
        var count = Math.Min(rows.Rows, mostRows);
        for (var i = 0; i < count; i++)
        {
            explain.Explain(rows.Row((int)((long)i * rows.Rows / count)), contributions);
            for (var feature = 0; feature < sums.Length; feature++)
                sums[feature] += Math.Abs(contributions[feature]) / count;
        }
        return sums;
    }
}
