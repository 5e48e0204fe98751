namespace FraudFunctions.Learning.Evaluation;

/// <summary>A percentile interval.</summary>
public readonly record struct Interval(double Low, double High);

/// <summary>How far average precision would move had other customers come: whole customers are drawn, because their rows are not independent.</summary>
/// <remarks>Percentile bootstrap (Efron 1979) over clusters. A draw without a single fraud is drawn again.</remarks>
public static class Bootstrap
{
    public static Interval AveragePrecision(
        ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels, ReadOnlySpan<string> customers, Random random,
        int draws = 500, double level = .95)
    {
        if (customers.Length != labels.Length)
            throw new ArgumentException($"{customers.Length} customers for {labels.Length} labels.");
        if (!labels.Contains(true))
            throw new ArgumentException("No row is a fraud: average precision is not defined.");
        var order = Ranking.FallingOrder(scores, labels.Length);
        var (customerOf, customerCount) = Numbered(customers);
        var times = new int[customerCount];
        var values = new double[draws];
        for (var draw = 0; draw < draws;)
        {
            Array.Clear(times);
            for (var i = 0; i < customerCount; i++)
                times[random.Next(customerCount)]++;
            if (Weighted(order, scores, labels, customerOf, times) is { } value)
                values[draw++] = value;
        }
        Array.Sort(values);
        var tail = (1 - level) / 2;
        return new Interval(values[(int)(tail * (draws - 1))], values[(int)Math.Ceiling((1 - tail) * (draws - 1))]);
    }

    /// <summary>
    /// The interval of the difference between two scores of the same rows: both are measured on each draw, so that what is hard for both cancels out.
    /// </summary>
    public static Interval Gain(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> others, ReadOnlySpan<bool> labels, ReadOnlySpan<string> customers, Random random,
        int draws = 500, double level = .95)
    {
        if (customers.Length != labels.Length)
            throw new ArgumentException($"{customers.Length} customers for {labels.Length} labels.");
        if (!labels.Contains(true))
            throw new ArgumentException("No row is a fraud: average precision is not defined.");
        var (order, otherOrder) = (Ranking.FallingOrder(scores, labels.Length), Ranking.FallingOrder(others, labels.Length));
        var (customerOf, customerCount) = Numbered(customers);
        var times = new int[customerCount];
        var values = new double[draws];
        for (var draw = 0; draw < draws;)
        {
            Array.Clear(times);
            for (var i = 0; i < customerCount; i++)
                times[random.Next(customerCount)]++;
            if (Weighted(order, scores, labels, customerOf, times) is { } value && Weighted(otherOrder, others, labels, customerOf, times) is { } other)
                values[draw++] = value - other;
        }
        Array.Sort(values);
        var tail = (1 - level) / 2;
        return new Interval(values[(int)(tail * (draws - 1))], values[(int)Math.Ceiling((1 - tail) * (draws - 1))]);
    }

    /// <summary>Average precision where a row counts as often as its customer was drawn.</summary>
    private static double? Weighted(int[] order, ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels, int[] customerOf, int[] times)
    {
        double sum = 0;
        long caught = 0, flagged = 0, before = 0;
        for (var i = 0; i < order.Length; i++)
        {
            var row = order[i];
            flagged += times[customerOf[row]];
            caught += labels[row] ? times[customerOf[row]] : 0;
            if (i + 1 < order.Length && scores[row] == scores[order[i + 1]])
                continue;
            if (caught > before)
                sum += (caught - before) * ((double)caught / flagged);
            before = caught;
        }
        return caught == 0 ? null : sum / caught;
    }

    private static (int[] CustomerOf, int Count) Numbered(ReadOnlySpan<string> customers)
    {
        var numbers = new Dictionary<string, int>();
        var customerOf = new int[customers.Length];
        for (var row = 0; row < customers.Length; row++)
        {
            if (!numbers.TryGetValue(customers[row], out var number))
                numbers.Add(customers[row], number = numbers.Count);
            customerOf[row] = number;
        }
        return (customerOf, numbers.Count);
    }
}
