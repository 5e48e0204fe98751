using FraudFunctions.Learning.Simulation;

namespace FraudFunctions.Tests.Learning.Simulation;

public sealed class SimulationOptionsTests
{
    public static TheoryData<string, SimulationOptions> Bad => new()
    {
        { "Customers", new() { Customers = 0 } },
        { "Merchants", new() { Merchants = SimulationOptions.FewestMerchants - 1 } },
        { "From", new() { From = new DateOnly(1815, 6, 18) } },
        { "Days", new() { Days = 0 } },
        { "NewCustomersPerYear", new() { NewCustomersPerYear = -0.1 } },
        { "Fraud.CardTesting", new() { Fraud = new() { CardTesting = 0.3 } } },
        { "Fraud.StolenCard", new() { Fraud = new() { StolenCard = -0.001 } } },
        { "Fraud.AccountTakeover", new() { Fraud = new() { AccountTakeover = double.NaN } } },
        { "Fraud.CompromisedMerchant", new() { Fraud = new() { CompromisedMerchant = 1 } } },
        { "Fraud.MuleNetwork", new() { Fraud = new() { MuleNetwork = double.PositiveInfinity } } },
        { "Fraud.BustOut", new() { Fraud = new() { BustOut = 5 } } },
        { "Labels.IssuerMinutes", new() { Labels = new() { IssuerMinutes = 0 } } },
        { "Labels.AnalystHours", new() { Labels = new() { AnalystHours = -1 } } },
        { "Labels.EarlyFraudReportDays", new() { Labels = new() { EarlyFraudReportDays = 900 } } },
        { "Labels.DisputeDays", new() { Labels = new() { DisputeDays = 0 } } },
        { "Labels.FinalDays", new() { Labels = new() { FinalDays = 0.5 } } },
        { "Labels.NeverLabelledShare", new() { Labels = new() { NeverLabelledShare = 1.01 } } },
        { "Labels.FriendlyFraudShare", new() { Labels = new() { FriendlyFraudShare = 0.5 } } },
        { "Labels.AnalystErrorShare", new() { Labels = new() { AnalystErrorShare = double.NaN } } },
        { "Labels.ConfirmedGenuineShare", new() { Labels = new() { ConfirmedGenuineShare = -1 } } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void An_option_out_of_range_is_refused_at_once_and_by_name(string field, SimulationOptions options)
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => Simulator.Run(options));
        Assert.Equal(field, refusal.ParamName);
        Assert.StartsWith($"{field} must be from ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_good() => new SimulationOptions().Validate();

    [Fact]
    public void The_smallest_bank_runs()
        => Assert.NotEmpty(Simulator.Run(new() { Customers = 20, Merchants = SimulationOptions.FewestMerchants, Days = 1 }));
}
