using System.Text;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Policies;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Tests.App.Platform;

public sealed class ExpectedShapeTests
{
    private sealed record Asked(Channel? Channel, IReadOnlyList<Part> Parts, bool Sure);

    private sealed record Part(long AmountMinor, string Name);

    private static FieldProblem Refused<T>(string body) where T : class => RequestReading.ReadJson<T>(Encoding.UTF8.GetBytes(body)).Problem!;

    [Theory]
    [InlineData("""{"channel": "pigeon"}""", "channel", "is none of pos, online, atm, branch, app, phone")]
    [InlineData("""{"parts": [{"amountMinor": 1}, {"amountMinor": "much"}]}""", "parts[1].amountMinor", "is not a whole number")]
    [InlineData("""{"parts": [{"name": 5}]}""", "parts[0].name", "is not a text")]
    [InlineData("""{"sure": "maybe"}""", "sure", "is neither true nor false")]
    [InlineData("""{"parts": 5}""", "parts", "is not of the right kind, or is not one of the known values")]
    [InlineData("""{"parts": [{"shoe": 5}]}""", "parts[0].shoe", "is not known")]
    [InlineData("""{"sure": """, "(body)", "is not JSON")]
    public void What_is_wrong_says_what_would_be_right(string body, string field, string message)
    {
        FieldProblem refused = Refused<Asked>(body);
        Assert.Equal((field, message), (refused.Field, refused.Message));
    }

    [Fact]
    public void A_time_shows_how_times_are_written()
        => Assert.Equal("is not a time written like 2026-03-01T00:00:00Z", Refused<EstimateRequest>("""{"from": "yesterday"}""").Message);
}
