using FraudFunctions.Engine;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.Learning.Policies;

/// <summary>
/// What an outcome costs, given whether it was fraud and the amount: the assumed price, corrected by a line in the amount for what was seen to differ
/// from it. Cross-fitted: what is said of a customer was learned from others (Chernozhukov et al. 2018).
/// </summary>
/// <remarks>
/// Whether a payment is fraud does not depend on what was done about it, so that where it is known it may explain the cost like anything known
/// beforehand. Ridge of <see cref="Weight"/> rows towards no correction: an outcome that was never taken keeps its assumed price.
/// </remarks>
internal sealed class RewardModel
{
    public const int Folds = 5;
    private const double Weight = 20;

    private static readonly Measure[] learned = [Measure.CostMinor, Measure.LossMinor];

    private readonly Prices prices;

    // By measure, outcome and truth, for each fold: constant and slope per unit of amount.
    private readonly (double Constant, double Slope)[] lines;

    private RewardModel(Prices prices, (double, double)[] lines) => (this.prices, this.lines) = (prices, lines);

    public static int FoldOf(string customerId) => (int)(StableHash.Of(customerId) % Folds);

    public static RewardModel Fit(IReadOnlyList<LoggedDecision> decisions, Prices prices)
    {
        Sums[] sums = new Sums[CellOf(Folds, 0, 0, false)];
        foreach (LoggedDecision logged in decisions)
        {
            if (Censoring.Shown(logged) is not { } shown)
                continue;
            for (int measure = 0; measure < learned.Length; measure++)
            {
                double seen = measure == 0 ? shown.Ending.CostMinor : shown.Ending.LossMinor;
                double gap = seen - prices.Of(learned[measure], logged.Chosen, shown.IsFraud, logged.AmountMinor);
                sums[CellOf(FoldOf(logged.CustomerId), measure, (int)logged.Chosen, shown.IsFraud)].Add(logged.AmountMinor, gap);
            }
        }
        (double, double)[] lines = new (double, double)[sums.Length];
        int cells = sums.Length / Folds;
        for (int cell = 0; cell < cells; cell++)
        {
            for (int fold = 0; fold < Folds; fold++)
            {
                Sums others = default;
                for (int other = 0; other < Folds; other++)
                    others.Add(other == fold ? default : sums[other * cells + cell]);
                lines[fold * cells + cell] = others.Line(Weight);
            }
        }
        return new RewardModel(prices, lines);
    }

    /// <summary>What the outcome costs, for a customer of that fold.</summary>
    public double Of(int fold, Measure measure, Outcome outcome, bool isFraud, long amountMinor)
    {
        double assumed = prices.Of(measure, outcome, isFraud, amountMinor);
        int index = Array.IndexOf(learned, measure);
        if (index < 0)
            return assumed;
        (double constant, double slope) = lines[CellOf(fold, index, (int)outcome, isFraud)];
        return assumed + constant + slope * amountMinor;
    }

    private static int CellOf(int fold, int measure, int outcome, bool isFraud) => ((fold * learned.Length + measure) * Outcomes.Count + outcome) * 2 + (isFraud ? 1 : 0);

    private struct Sums
    {
        private double rows, x, xx, gap, xGap;

        public void Add(double amount, double value)
        {
            rows++;
            x += amount;
            xx += amount * amount;
            gap += value;
            xGap += amount * value;
        }

        public void Add(in Sums other)
        {
            rows += other.rows;
            x += other.x;
            xx += other.xx;
            gap += other.gap;
            xGap += other.xGap;
        }

        public readonly (double, double) Line(double weight)
        {
            if (rows == 0)
                return (0, 0);
            // Weighs as much as so many rows of the usual amount that show no gap.
            double a = rows + weight, d = xx * (1 + weight / rows) + 1e-9;
            double determinant = a * d - x * x;
            return ((d * gap - x * xGap) / determinant, (a * xGap - x * gap) / determinant);
        }
    }
}
