using System.Text;
using FraudFunctions.App.Decisions;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Tests.App.Decisions;

/// <summary>Events that are small when they come and large when they are written, or that their own canonical form would not allow.</summary>
public sealed class HostileEventsTests
{
    /// <summary>Thirty attributes of characters that take one byte as they come and six when they are escaped.</summary>
    private static Transaction Swelling(string id) => Given.Payment(id) with { Attributes = [.. Enumerable.Range(0, 30).Select(i => new KeyValuePair<string, string>($"k{i:D2}", new string('\u007f', 2_000)))] };

    private static Arrival Arrival(Transaction transaction, long sequence) => new(transaction, transaction.Time, new EventSource("transactions/0", sequence));

    [Fact]
    public async Task A_redelivered_event_is_recalled_whatever_it_holds()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        await app.Get<DecisionDesk>().DecideAsync([Arrival(Swelling("t1"), 0)]);
        Assert.Equal(Arrived.Repeated, (await app.Get<DecisionDesk>().DecideAsync([Arrival(Swelling("t1"), 0)]))[0].Arrived);
    }

    [Fact]
    public async Task Many_of_them_fit_into_their_commits()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        IReadOnlyList<Answer> answers = await app.Get<DecisionDesk>().DecideAsync([.. Enumerable.Range(0, 12).Select(i => Arrival(Swelling("t" + i), i))]);
        Assert.All(answers, answer => Assert.Equal(Arrived.Decided, answer.Arrived));
    }

    [Fact]
    public async Task One_of_them_does_not_stop_the_labels()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        await app.Get<DecisionDesk>().DecideAsync([Arrival(Swelling("t1"), 0)]);
        Assert.Equal(0, (await app.Get<LabelDesk>().RecordAsync([new(Given.Fraud(Given.Payment("t1")), new("labels/0", 0))])).Early);
    }

    [Theory]
    [InlineData("\"ip\":\"1111:1111:1111:1111:0:5efe:7f7f:7f7f%1234567\"", "ip", "unknown-value")]
    [InlineData("\"merchant\":{\"id\":\"good\",\"id\":\"bad\"}", "merchant.id", "duplicate-member")]
    [InlineData("\"geo\":{\"latitude\":1,\"longitude\":2,\"latitude\":3}", "geo.latitude", "duplicate-member")]
    public void What_could_be_read_in_two_ways_is_refused(string member, string field, string code)
    {
        string json = Given.Json(Given.Payment() with { Merchant = null })[..^1] + "," + member + "}";
        Parsed<Transaction> parsed = TransactionReader.Read(Encoding.UTF8.GetBytes(json), Given.Morning);
        Assert.Equal((field, code), (parsed.Problem?.Field, parsed.Problem?.Code));
    }
}
