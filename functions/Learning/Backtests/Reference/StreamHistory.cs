using System.Runtime.InteropServices;
using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Learning.Backtests.Reference;

/// <summary>A table turned around: the rows of each terminal and of each customer, with what a label said of them and when.</summary>
internal sealed class StreamHistory
{
    private readonly Dictionary<string, List<int>> ofTerminal;
    private readonly Dictionary<string, List<int>> ofCustomer;
    private readonly Dictionary<string, double> means = new(StringComparer.Ordinal);
    private readonly string?[] terminals;
    private readonly string[] customers;

    public StreamHistory(FeatureTable table)
    {
        Times = table.Rows.Times.ToArray();
        Days = Array.ConvertAll(Times, time => (int)(time.UtcTicks / TimeSpan.TicksPerDay));
        Amounts = Array.ConvertAll(table.Rows.AmountsMinor.ToArray(), minor => minor / 100.0);
        Known = [.. Enumerable.Range(0, Times.Length).Select(table.FraudFirstKnown)];
        terminals = [.. table.Merchants];
        customers = table.Rows.CustomerIds.ToArray();
        ofTerminal = Grouped(terminals);
        ofCustomer = Grouped(customers);
        ReadOnlySpan<bool> fraud = table.Rows.Labels.Span;
        foreach ((string customer, List<int> rows) in ofCustomer)
        {
            double sum = 0, count = 0;
            foreach (int row in rows)
                if (!fraud[row])
                    (sum, count) = (sum + Amounts[row], count + 1);
            means[customer] = count == 0 ? 50 : Math.Max(sum / count, 1);
        }
    }

    public DateTimeOffset[] Times { get; }
    public int[] Days { get; }
    public double[] Amounts { get; }

    /// <summary>When a label first said fraud of a row; null when none ever did.</summary>
    public DateTimeOffset?[] Known { get; }

    /// <summary>The customer's true mean: a reference may know it, a model must estimate it from the past.</summary>
    public double MeanOf(int row) => means[customers[row]];

    /// <summary>The rows at the terminal of a row from one day on and up to a time.</summary>
    public ReadOnlySpan<int> AtTerminal(int row, int fromDay, DateTimeOffset until) => terminals[row] is { } name ? Part(ofTerminal[name], fromDay, until) : [];

    /// <summary>The rows of the customer of a row from one day on and up to a time.</summary>
    public ReadOnlySpan<int> OfCustomer(int row, int fromDay, DateTimeOffset until) => Part(ofCustomer[customers[row]], fromDay, until);

    private ReadOnlySpan<int> Part(List<int> rows, int fromDay, DateTimeOffset until)
    {
        int first = First(rows, row => Days[row] >= fromDay);
        int end = First(rows, row => Times[row] > until);
        return first >= end ? [] : CollectionsMarshal.AsSpan(rows)[first..end];
    }

    private static int First(List<int> rows, Func<int, bool> holds)
    {
        int low = 0, high = rows.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (holds(rows[middle]))
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    private static Dictionary<string, List<int>> Grouped(string?[] names)
    {
        Dictionary<string, List<int>> groups = new(StringComparer.Ordinal);
        for (int row = 0; row < names.Length; row++)
        {
            if (names[row] is not { } name)
                continue;
            if (!groups.TryGetValue(name, out List<int>? rows))
                groups[name] = rows = [];
            rows.Add(row);
        }
        return groups;
    }
}
