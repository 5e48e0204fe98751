using FraudFunctions.Engine.Money;

namespace FraudFunctions.Tests.Engine.Money;

public sealed class ReferenceRatesTests
{
    [Fact]
    public void Every_currency_that_is_taken_can_be_weighed()
        => Assert.All(Currencies.Known, currency => Assert.True(ReferenceRates.Default.Covers(currency), currency));

    [Theory]
    [InlineData("VND", 300_000, 990)]
    [InlineData("JPY", 5_000, 2_800)]
    [InlineData("KWD", 1_000, 283)]
    [InlineData("EUR", 1_250, 1_250)]
    public void Minor_units_of_any_exponent_become_hundredths_of_the_base(string currency, long minor, long baseMinor)
        => Assert.Equal(baseMinor, ReferenceRates.Default.ToBaseMinor(minor, currency));
}
