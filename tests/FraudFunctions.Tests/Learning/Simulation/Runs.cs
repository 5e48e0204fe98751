using System.Security.Cryptography;
using System.Text;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation;

namespace FraudFunctions.Tests.Learning.Simulation;

/// <summary>Runs of the simulator that several tests look at, made once.</summary>
internal static class Runs
{
    public static readonly SimulationOptions Small = new() { Seed = 7, Customers = 120, Merchants = 200, Days = 40 };
    public static readonly SimulationOptions Quarter = new() { Seed = 11, Customers = 1_500, Merchants = 500, Days = 90 };

    private static readonly Lazy<(SimulatedPayment[] Payments, Label[] Labels)> quarter = new(() => Split(Simulator.Run(Quarter)));

    public static SimulatedPayment[] QuarterPayments => quarter.Value.Payments;
    public static Label[] QuarterLabels => quarter.Value.Labels;

    public static (SimulatedPayment[] Payments, Label[] Labels) Split(IEnumerable<SimulatedEvent> events)
    {
        var all = events.ToList();
        return ([.. all.OfType<SimulatedPayment>()], [.. all.OfType<SimulatedLabel>().Select(known => known.Label)]);
    }

    /// <summary>Everything a stream says, payments with their truth and labels in their place, as one hash.</summary>
    public static string Hash(IEnumerable<SimulatedEvent> events)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var happened in events)
            hash.AppendData(Encoding.UTF8.GetBytes(Line(happened)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public static string Line(SimulatedEvent happened)
    {
        if (happened is SimulatedLabel { Label: var label })
            return FormattableString.Invariant($"{label.TransactionId} {label.CustomerId} {label.Verdict} {label.EventTime:O} {label.KnownTime:O} {label.Source} {label.Confidence:R}\n");
        var text = new StringWriter();
        SimulationCsv.Write([happened], text);
        return text.ToString()[SimulationCsv.Header.Length..];
    }

    /// <summary>What a transaction does to an account in euro.</summary>
    public static long BilledCents(Transaction transaction)
    {
        long cents = transaction.Currency == "EUR" ? transaction.AmountMinor
            : long.Parse(transaction.Attributes.Single(pair => pair.Key == "billing_amount_minor").Value);
        return transaction.Direction == Direction.Credit ? cents : -cents;
    }

    public static int IndexOf(string customerId) => int.Parse(customerId[1..]);

    public static double DayOf(SimulationOptions options, DateTimeOffset time)
        => (time - new DateTimeOffset(options.From.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)).TotalDays;

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
