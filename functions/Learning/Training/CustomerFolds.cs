using FraudFunctions.Engine;
using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Learning.Training;

/// <summary>Customers in five parts, so that what is said of one of them is learned from the others.</summary>
internal static class CustomerFolds
{
    public const int Count = 5;

    public static int Of(string customer) => (int)(StableHash.Mix(StableHash.Of(customer)) % Count);

    /// <summary>
    /// Calibrated probabilities of rows, each by what was fitted and calibrated on the other folds' rows alone: whatever is measured on what it was
    /// fitted on flatters itself.
    /// </summary>
    /// <param name="fit">Gives the probabilities of all rows by something fitted on those that it takes.</param>
    /// <param name="labels">Whether each row is fraud.</param>
    /// <param name="customers">Whose each row is.</param>
    public static double[] Calibrated(Func<Func<int, bool>, double[]> fit, bool[] labels, IReadOnlyList<string> customers)
    {
        double[] calibrated = new double[labels.Length];
        int[] folds = [.. customers.Select(Of)];
        foreach (int fold in folds.Distinct())
        {
            double[] probabilities = fit(row => folds[row] != fold);
            int[] others = [.. Enumerable.Range(0, folds.Length).Where(row => folds[row] != fold)];
            Calibration calibration = others.Length == 0 ? new Uncalibrated() : FitCalibration.Choose(Array.ConvertAll(others, row => probabilities[row]), Array.ConvertAll(others, row => labels[row]));
            for (int row = 0; row < calibrated.Length; row++)
            {
                if (folds[row] == fold)
                    calibrated[row] = calibration.Apply(probabilities[row]);
            }
        }
        return calibrated;
    }
}
