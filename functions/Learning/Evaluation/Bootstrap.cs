namespace FraudFunctions.Learning.Evaluation;

/// <summary>A percentile interval.</summary>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>The middle of values that were drawn, <paramref name="level"/> of them.</summary>
    public static Interval Of(IEnumerable<double> values, double level = .95)
    {
        double[] sorted = [.. values.Order()];
        double tail = (1 - level) / 2;
        return new Interval(sorted[(int)(tail * (sorted.Length - 1))], sorted[(int)Math.Ceiling((1 - tail) * (sorted.Length - 1))]);
    }
}

/// <summary>How far average precision would move had other customers come: whole customers are drawn, because their rows are not independent.</summary>
/// <remarks>Percentile bootstrap (Efron 1979) over clusters. A draw without a single fraud is drawn again.</remarks>
public static class Bootstrap
{
    public static Interval AveragePrecision(
        ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels, ReadOnlySpan<string> customers, Random random,
        int draws = 500, double level = .95)
    {
        Check(labels, customers);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var rows = new RankedRows(scores, labels, Numbered(customers, numbers));
        var values = new List<double>(draws);
        while (values.Count < draws)
            if (rows.AveragePrecision(Draw(numbers.Count, random)) is { } value)
                values.Add(value);
        return Interval.Of(values, level);
    }

    /// <summary>
    /// The interval of the difference between two scores of the same rows: both are measured on each draw, so that what is hard for both cancels out.
    /// </summary>
    public static Interval Gain(
        ReadOnlySpan<double> scores, ReadOnlySpan<double> others, ReadOnlySpan<bool> labels, ReadOnlySpan<string> customers, Random random,
        int draws = 500, double level = .95)
    {
        Check(labels, customers);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var customerOf = Numbered(customers, numbers);
        var (rows, otherRows) = (new RankedRows(scores, labels, customerOf), new RankedRows(others, labels, customerOf));
        var values = new List<double>(draws);
        while (values.Count < draws)
        {
            var times = Draw(numbers.Count, random);
            if (rows.AveragePrecision(times) is { } value && otherRows.AveragePrecision(times) is { } other)
                values.Add(value - other);
        }
        return Interval.Of(values, level);
    }

    private static void Check(ReadOnlySpan<bool> labels, ReadOnlySpan<string> customers)
    {
        if (customers.Length != labels.Length)
            throw new ArgumentException($"{customers.Length} customers for {labels.Length} labels.");
        if (!labels.Contains(true))
            throw new ArgumentException("No row is a fraud: average precision is not defined.");
    }

    /// <summary>How often each customer comes when as many are drawn as there are.</summary>
    internal static int[] Draw(int customers, Random random)
    {
        var times = new int[customers];
        for (var i = 0; i < customers; i++)
            times[random.Next(customers)]++;
        return times;
    }

    /// <summary>The customer of each row as a number; one who was not seen before gets the next.</summary>
    internal static int[] Numbered(ReadOnlySpan<string> customers, Dictionary<string, int> numbers)
    {
        var customerOf = new int[customers.Length];
        for (var row = 0; row < customers.Length; row++)
        {
            if (!numbers.TryGetValue(customers[row], out var number))
                numbers.Add(customers[row], number = numbers.Count);
            customerOf[row] = number;
        }
        return customerOf;
    }
}
