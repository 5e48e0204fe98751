using System.Runtime.CompilerServices;

namespace FraudFunctions.Learning.Simulation;

/// <summary>What to simulate. The same options give the same stream, byte for byte, on any machine.</summary>
public sealed record SimulationOptions
{
    /// <summary>Shops for daily needs and an ATM in every city, a shop and a web shop of every trade: fewer would leave holes.</summary>
    public const int FewestMerchants = 180;

    public long Seed { get; init; } = 1;

    /// <summary>Customers on the first day; see <see cref="NewCustomersPerYear"/>.</summary>
    public int Customers { get; init; } = 2_000;
    public int Merchants { get; init; } = 600;

    /// <summary>The first day (UTC).</summary>
    public DateOnly From { get; init; } = new(2026, 1, 1);

    /// <summary>How many days to run. A longer run begins with exactly the events of a shorter one.</summary>
    public int Days { get; init; } = 90;

    /// <summary>Customers who join within a year, as a share of <see cref="Customers"/>: the cold starts.</summary>
    public double NewCustomersPerYear { get; init; } = 0.25;

    public FraudShares Fraud { get; init; } = new();
    public LabelDelays Labels { get; init; } = new();

    /// <summary>Refuses options outside their range with an exception that names the field.</summary>
    public void Validate()
    {
        Within(Customers, 20, 10_000_000);
        Within(Merchants, FewestMerchants, 1_000_000);
        Within(From.Year, 1970, 2199, nameof(From));
        Within(Days, 1, 36_500);
        Within(NewCustomersPerYear, 0, 10);
        ArgumentNullException.ThrowIfNull(Fraud);
        ArgumentNullException.ThrowIfNull(Labels);
        // A story above a fifth would run out of honest customers to rob.
        Within(Fraud.CardTesting, 0, 0.2);
        Within(Fraud.StolenCard, 0, 0.2);
        Within(Fraud.AccountTakeover, 0, 0.2);
        Within(Fraud.CompromisedMerchant, 0, 0.2);
        Within(Fraud.MuleNetwork, 0, 0.2);
        Within(Fraud.BustOut, 0, 0.2);
        Within(Labels.IssuerMinutes, 0.1, 1_440);
        Within(Labels.AnalystHours, 0.1, 720);
        Within(Labels.EarlyFraudReportDays, 0.1, 60);
        Within(Labels.DisputeDays, 0.5, 120);
        Within(Labels.FinalDays, 1, 365);
        Within(Labels.NeverLabelledShare, 0, 1);
        Within(Labels.FriendlyFraudShare, 0, 0.1);
        Within(Labels.AnalystErrorShare, 0, 0.1);
        Within(Labels.ConfirmedGenuineShare, 0, 0.1);
    }

    // The negated test also refuses NaN.
    private static void Within(double value, double least, double most, [CallerArgumentExpression(nameof(value))] string field = "")
    {
        if (!(value >= least && value <= most))
            throw new ArgumentOutOfRangeException(field, value, FormattableString.Invariant($"{field} must be from {least} to {most}."));
    }
}
