using FraudFunctions.Engine;
using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Learning.Training;

/// <summary>Customers in five parts, so that what is said of one of them is learned from the others.</summary>
internal static class CustomerFolds
{
    private const int Count = 5;

    public static int Of(string customer) => (int)(StableHash.Mix(StableHash.Of(customer)) % Count);

    /// <summary>
    /// Calibrated probabilities of rows, each by what was fitted and calibrated on the other folds' rows alone: whatever is measured on what it was
    /// fitted on flatters itself.
    /// </summary>
    /// <param name="fit">Gives the probabilities of all rows by something fitted on those that it takes.</param>
    /// <param name="labels">Whether each row is fraud.</param>
    /// <param name="customers">Whose each row is.</param>
    public static double[] Calibrated(Func<Func<int, bool>, double[]> fit, bool[] labels, IReadOnlyList<string> customers) => OutOfFold(takes =>
    {
        double[] probabilities = fit(takes);
        int[] others = [.. Enumerable.Range(0, labels.Length).Where(takes)];
        Calibration calibration = others.Length == 0 ? new Uncalibrated() : FitCalibration.Choose(Array.ConvertAll(others, row => probabilities[row]), Array.ConvertAll(others, row => labels[row]));
        return Array.ConvertAll(probabilities, calibration.Apply);
    }, customers);

    /// <summary>Probabilities of rows, each by what was fitted on the other folds' rows.</summary>
    public static double[] OutOfFold(Func<Func<int, bool>, double[]> fit, IReadOnlyList<string> customers)
    {
        int[] folds = [.. customers.Select(Of)];
        double[] probabilities = new double[folds.Length];
        foreach (int fold in folds.Distinct())
        {
            double[] all = fit(row => folds[row] != fold);
            for (int row = 0; row < probabilities.Length; row++)
            {
                if (folds[row] == fold)
                    probabilities[row] = all[row];
            }
        }
        return probabilities;
    }
}
