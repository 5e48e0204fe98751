using FraudFunctions.Engine;
using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Learning.Training;

/// <summary>Customers in five parts, so that what is said of one of them is learned from the others.</summary>
internal static class CustomerFolds
{
    public const int Count = 5;

    public static int Of(string customer) => (int)(StableHash.Mix(StableHash.Of(customer)) % Count);

    /// <summary>Probabilities of rows, each calibrated by what the other folds' rows say: a calibration measured on what it was fitted on flatters itself.</summary>
    public static double[] Calibrated(double[] probabilities, bool[] labels, IReadOnlyList<string> customers)
    {
        double[] calibrated = new double[probabilities.Length];
        int[] folds = [.. customers.Select(Of)];
        for (int fold = 0; fold < Count; fold++)
        {
            int[] others = [.. Enumerable.Range(0, folds.Length).Where(row => folds[row] != fold)];
            Calibration calibration = FitCalibration.Choose(Array.ConvertAll(others, row => probabilities[row]), Array.ConvertAll(others, row => labels[row]));
            for (int row = 0; row < calibrated.Length; row++)
            {
                if (folds[row] == fold)
                    calibrated[row] = calibration.Apply(probabilities[row]);
            }
        }
        return calibrated;
    }
}
