using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Learning.Backtests.Reference;

/// <summary>
/// What can be known of a payment in the handbook's stream by one who knows the rules it was made by and every customer's true mean, but labels only
/// when they arrive: Bayes' rule over the days on which its terminal or its customer may have been compromised.
/// </summary>
/// <remarks>
/// Nearly the best possible: terminal and customer are weighed one after the other instead of together, so a lucky week can exceed it. A score that
/// exceeds it for certain has seen what was not known yet. Example: nothing known of a terminal in the last 7 days leaves 7·2/10,000 = .0014.
/// </remarks>
internal sealed class HandbookReference
{
    private readonly StreamHistory history;
    private readonly TimeSpan delay;
    private readonly Dictionary<int, double> multiplied = [];

    private HandbookReference(StreamHistory history, TimeSpan delay) => (this.history, this.delay) = (history, delay);

    public static HandbookReference Of(FeatureTable table, TimeSpan delay) => new(new StreamHistory(table), delay);

    public double[] Score(IReadOnlyList<int> rows) => [.. rows.Select(Score)];

    private double Score(int row)
    {
        if (history.Amounts[row] > HandbookRules.CertainAmount)
            return 1;
        double terminal = Terminal(row, history.Times[row], without: row);
        double customer = Customer(row, history.Times[row], withLabels: true);
        return 1 - (1 - terminal) * (1 - customer);
    }

    /// <summary>Chance that the terminal of a row was compromised on the row's day, by what was known at a time of all rows but one.</summary>
    private double Terminal(int row, DateTimeOffset at, int without)
    {
        int day = history.Days[row];
        int first = day - 2 * HandbookRules.TerminalDays + 1;
        // A day's evidence: how much more likely its labels are at a compromised terminal; nothing genuine happens at one.
        double[] evidence = new double[3 * HandbookRules.TerminalDays];
        foreach (int seen in history.AtTerminal(row, first, at - delay))
        {
            if (seen != without)
                evidence[history.Days[seen] - first] += KnownFraud(seen, at) ? -Math.Log(Otherwise(seen)) : double.NegativeInfinity;
        }
        int last = (int)(at.UtcTicks / TimeSpan.TicksPerDay) - first;
        (double on, double off) = (0, 1);
        for (int start = 0; start <= last; start++)
        {
            double weight = HandbookRules.TerminalStarts * Math.Exp(Sum(evidence, start, start + HandbookRules.TerminalDays));
            if (start <= day - first && day - first < start + HandbookRules.TerminalDays)
                on += weight;
            else
                off += weight;
        }
        return on / (on + off);
    }

    /// <summary>Chance that the amount of a row was multiplied, by the customer's amounts and what was known of them at a time.</summary>
    private double Customer(int row, DateTimeOffset at, bool withLabels)
    {
        int day = history.Days[row];
        int first = day - 2 * HandbookRules.CustomerDays + 1;
        double mean = history.MeanOf(row);
        double[] evidence = new double[3 * HandbookRules.CustomerDays + 1];
        foreach (int seen in history.OfCustomer(row, first, at))
        {
            if (seen != row)
                evidence[history.Days[seen] - first] += Math.Log(Ratio(seen, mean, at, withLabels));
        }
        double honest = HandbookRules.Honest(history.Amounts[row], mean);
        double high = HandbookRules.MultipliedShare * HandbookRules.Multiplied(history.Amounts[row], mean);
        double low = (1 - HandbookRules.MultipliedShare) * honest;
        int last = (int)(at.UtcTicks / TimeSpan.TicksPerDay) - first;
        (double yes, double no) = (0, honest);
        for (int start = 0; start <= last && start < evidence.Length; start++)
        {
            double weight = HandbookRules.CustomerStarts * Math.Exp(Sum(evidence, start, start + HandbookRules.CustomerDays));
            bool covers = start <= day - first && day - first < start + HandbookRules.CustomerDays;
            yes += covers ? weight * high : 0;
            no += weight * (covers ? low : honest);
        }
        return yes / (yes + no);
    }

    /// <summary>How much more likely a payment of the customer is, with its label if that is known, while they are compromised.</summary>
    private double Ratio(int row, double mean, DateTimeOffset at, bool withLabels)
    {
        double amount = history.Amounts[row];
        double share = HandbookRules.MultipliedShare;
        double multiple = share * HandbookRules.Multiplied(amount, mean) / HandbookRules.Honest(amount, mean);
        if (!withLabels || history.Times[row] > at - delay)
            return 1 - share + multiple;
        if (!KnownFraud(row, at))
            return 1 - share;
        double other = amount > HandbookRules.CertainAmount ? 1 : Terminal(row, at, without: row);
        return (1 - share) + multiple / Math.Max(other, 1e-6);
    }

    private bool KnownFraud(int row, DateTimeOffset at) => history.Known[row] <= at;

    /// <summary>Chance of a fraud without its terminal: by its amount.</summary>
    private double Otherwise(int row)
    {
        if (history.Amounts[row] > HandbookRules.CertainAmount)
            return 1;
        if (!multiplied.TryGetValue(row, out double chance))
            multiplied[row] = chance = Math.Max(Customer(row, history.Times[row] + delay, withLabels: false), 1e-6);
        return chance;
    }

    private static double Sum(double[] evidence, int from, int to)
    {
        double sum = 0;
        for (int day = from; day < to && day < evidence.Length; day++)
            sum += evidence[day];
        return sum;
    }
}
