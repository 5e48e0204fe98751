namespace FraudFunctions.Learning.Evaluation;

/// <summary>Rows in order of falling score, laid out to measure them again and again as other customers are drawn.</summary>
internal sealed class RankedRows
{
    private readonly int[] customers;
    private readonly bool[] frauds;
    private readonly bool[] lastOfTie;

    /// <param name="scores">Higher is more suspicious.</param>
    /// <param name="labels">True for fraud.</param>
    /// <param name="customerOf">The customer of each row, as a number.</param>
    public RankedRows(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels, ReadOnlySpan<int> customerOf)
    {
        int[] order = Ranking.FallingOrder(scores, labels.Length);
        (customers, frauds, lastOfTie) = (new int[order.Length], new bool[order.Length], new bool[order.Length]);
        for (int i = 0; i < order.Length; i++)
        {
            customers[i] = customerOf[order[i]];
            frauds[i] = labels[order[i]];
            lastOfTie[i] = i + 1 == order.Length || scores[order[i]] != scores[order[i + 1]];
        }
    }

    /// <summary>Average precision where a row counts as often as its customer was drawn; null when no fraud was.</summary>
    public double? AveragePrecision(ReadOnlySpan<int> times)
    {
        double sum = 0;
        long caught = 0, flagged = 0, before = 0;
        for (int i = 0; i < customers.Length; i++)
        {
            int count = times[customers[i]];
            flagged += count;
            caught += frauds[i] ? count : 0;
            if (!lastOfTie[i] || caught == before)
                continue;
            sum += (caught - before) * ((double)caught / flagged);
            before = caught;
        }
        return caught == 0 ? null : sum / caught;
    }
}
