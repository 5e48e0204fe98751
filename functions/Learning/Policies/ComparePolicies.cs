using System.Globalization;
using System.Text;
using FraudFunctions.Learning.Evaluation;
using Outcome = FraudFunctions.Engine.Decisions.Outcome;

namespace FraudFunctions.Learning.Policies;

/// <summary>A policy with the name it has in the table.</summary>
public sealed record NamedPolicy(string Name, Func<LoggedDecision, IReadOnlyList<double>> Chances);

/// <summary>
/// What policies cost on a stream whose truth is known: every payment is decided by each of them and priced by the same costs. Nothing was censored
/// here, so that nothing has to be weighted; that the customers would have answered as assumed is still an assumption.
/// </summary>
public sealed class ComparePolicies(Prices prices, int draws = 500, int seed = 1)
{
    private static readonly (string Title, string Format, Func<double[], double> Figure)[] columns =
    [
        ("cost", "N2", sums => sums[(int)Measure.CostMinor] / 100),
        ("lost to fraud", "N2", sums => sums[(int)Measure.LossMinor] / 100),
        ("prevented", "N2", sums => (sums[^1] - sums[(int)Measure.LossMinor]) / 100),
        ("review hours", "N1", sums => sums[(int)Measure.ReviewHours]),
        ("challenges", "N0", sums => sums[(int)Measure.Challenges]),
        ("good refused", "N1", sums => sums[(int)Measure.FalseDeclines]),
        ("good disturbed", "N1", sums => sums[(int)Measure.GoodDisturbed]),
    ];

    private static readonly Measure[] measures = Enum.GetValues<Measure>();

    /// <summary>The table, money in units of the base currency: a line per week and policy, the sums, and how the second differs from the first.</summary>
    /// <param name="weeks">Payments of each week with their truth.</param>
    /// <param name="active">What decides now.</param>
    /// <param name="other">What is asked about.</param>
    public string Markdown(IReadOnlyList<(DateTimeOffset Start, IReadOnlyList<LoggedDecision> Payments)> weeks, NamedPolicy active, NamedPolicy other)
    {
        StringBuilder text = new();
        text.Append("| week | policy |").AppendJoin("", columns.Select(column => $" {column.Title} |")).Append("\n|---|---|").Append(string.Concat(columns.Select(_ => "---|"))).Append('\n');
        Dictionary<string, int> customers = new(StringComparer.Ordinal);
        foreach (LoggedDecision payment in weeks.SelectMany(week => week.Payments))
            customers.TryAdd(payment.CustomerId, customers.Count);
        double[][] differences = [.. columns.Select(_ => new double[customers.Count])];
        double[] first = new double[measures.Length + 1], second = new double[measures.Length + 1];
        foreach ((DateTimeOffset start, IReadOnlyList<LoggedDecision> payments) in weeks)
        {
            (double[] one, double[] two) = (new double[first.Length], new double[first.Length]);
            foreach (LoggedDecision payment in payments)
            {
                (double[] by, double[] instead) = (Sums(payment, active), Sums(payment, other));
                for (int column = 0; column < columns.Length; column++)
                    differences[column][customers[payment.CustomerId]] += columns[column].Figure(instead) - columns[column].Figure(by);
                Add(one, by);
                Add(two, instead);
            }
            string week = start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            Line(text, week, active.Name, one);
            Line(text, week, other.Name, two);
            Add(first, one);
            Add(second, two);
        }
        Line(text, "all", active.Name, first);
        Line(text, "all", other.Name, second);
        Differences(text, differences);
        return text.ToString();
    }

    /// <summary>What the policy's chances cost on one payment, by measure; the last figure is what was at stake.</summary>
    internal double[] Sums(LoggedDecision payment, NamedPolicy policy)
    {
        bool isFraud = payment.IsFraud ?? throw new ArgumentException("A payment without its truth cannot be priced.");
        double[] sums = new double[measures.Length + 1];
        IReadOnlyList<double> chances = policy.Chances(payment);
        for (int outcome = 0; outcome < chances.Count; outcome++)
        {
            for (int measure = 0; chances[outcome] > 0 && measure < measures.Length; measure++)
                sums[measure] += chances[outcome] * prices.Of(measures[measure], (Outcome)outcome, isFraud, payment.AmountMinor);
        }
        sums[^1] = isFraud ? payment.AmountMinor : 0;
        return sums;
    }

    private void Differences(StringBuilder text, double[][] differences)
    {
        int customers = differences[0].Length;
        double[] ones = new double[customers];
        Array.Fill(ones, 1);
        (double Value, Interval Interval)[] ratios = ClusterBootstrap.Ratios(differences, [.. differences.Select(_ => ones)], draws, .95, seed);
        text.Append("| all | difference, 95 % |");
        for (int column = 0; column < columns.Length; column++)
        {
            string Figure(double value) => (value * customers).ToString(columns[column].Format, CultureInfo.InvariantCulture);
            text.Append($" {Figure(ratios[column].Value)} [{Figure(ratios[column].Interval.Low)}, {Figure(ratios[column].Interval.High)}] |");
        }
        text.Append('\n');
    }

    private static void Line(StringBuilder text, string week, string name, double[] sums)
    {
        text.Append(CultureInfo.InvariantCulture, $"| {week} | {name} |");
        foreach ((_, string format, Func<double[], double> figure) in columns)
            text.Append(' ').Append(figure(sums).ToString(format, CultureInfo.InvariantCulture)).Append(" |");
        text.Append('\n');
    }

    private static void Add(double[] sums, double[] more)
    {
        for (int i = 0; i < sums.Length; i++)
            sums[i] += more[i];
    }
}
