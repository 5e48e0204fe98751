using System.Text;
using System.Text.Json.Nodes;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Tests.Engine.Transactions;

public sealed class TransactionReaderTests
{
    private static readonly DateTimeOffset now = Given.Morning.AddHours(1);

    private static JsonObject Payment() => JsonNode.Parse(Given.Json(Given.Payment()))!.AsObject();

    private static Parsed<Transaction> Read(JsonNode json, UnknownMembers unknown = UnknownMembers.Keep)
        => TransactionReader.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), now, unknown);

    [Fact]
    public void A_payment_is_read_with_all_its_members()
    {
        JsonNode json = JsonNode.Parse("""
            {"id":"t-9","customerId":"c-7","accountId":"a-1","type":"transfer","channel":"app","amountMinor":125050,"currency":"usd","time":"2026-04-01T11:30:00.5+02:00",
             "counterparty":{"account":"GB82WEST12345698765432","name":"Ana García","country":"gb"},"deviceId":"d1","ip":"::ffff:203.0.113.9",
             "geo":{"latitude":52.5,"longitude":13.4},"cardPresence":"notPresent","authentication":"strong","balanceBeforeMinor":-5,"sessionLength":42,"attributes":{"agent":"x"}}
            """)!;
        Transaction read = Read(json).Value!;
        Assert.Equal("t-9", read.Id);
        Assert.Equal(Direction.Debit, read.Direction);
        Assert.Equal("USD", read.Currency);
        Assert.Equal(new DateTimeOffset(2026, 4, 1, 9, 30, 0, 500, TimeSpan.Zero), read.Time);
        Assert.Equal(TimeSpan.Zero, read.Time.Offset);
        Assert.Equal(new Counterparty("GB82WEST12345698765432", "Ana García", "GB"), read.Counterparty);
        Assert.Equal("203.0.113.9", read.Ip);
        Assert.Equal(-5, read.BalanceBeforeMinor);
        Assert.Equal([new("agent", "x"), new("sessionLength", "42")], read.Attributes);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("customerId")]
    [InlineData("type")]
    [InlineData("channel")]
    [InlineData("amountMinor")]
    [InlineData("currency")]
    [InlineData("time")]
    public void A_required_member_that_is_missing_is_named(string member)
    {
        JsonObject json = Payment();
        json.Remove(member);
        FieldProblem problem = Read(json).Problem!;
        Assert.Equal(("missing", member), (problem.Code, problem.Field));
    }

    [Theory]
    [InlineData("id", "\"\"", "empty")]
    [InlineData("id", "\"a b\"", "invalid-character")]
    [InlineData("id", "\"a~b\"", "invalid-character")]
    [InlineData("id", "\"a/b\"", "invalid-character")]
    [InlineData("id", "5", "wrong-type")]
    [InlineData("id", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"", "too-long")]
    [InlineData("customerId", "\"grün\"", "invalid-character")]
    [InlineData("type", "\"gift\"", "unknown-value")]
    [InlineData("channel", "\"POS\"", "unknown-value")]
    [InlineData("amountMinor", "-1", "out-of-range")]
    [InlineData("amountMinor", "12.5", "wrong-type")]
    [InlineData("amountMinor", "\"12\"", "wrong-type")]
    [InlineData("amountMinor", "1e40", "wrong-type")]
    [InlineData("amountMinor", "1000000000001", "out-of-range")]
    [InlineData("currency", "\"EURO\"", "unknown-currency")]
    [InlineData("currency", "\"XYZ\"", "unknown-currency")]
    [InlineData("time", "\"yesterday\"", "invalid-time")]
    [InlineData("time", "\"2026-04-01T09:30:00\"", "invalid-time")]
    [InlineData("time", "\"1970-01-01T00:00:00Z\"", "out-of-range")]
    [InlineData("time", "\"2100-01-01T00:00:00Z\"", "out-of-range")]
    [InlineData("time", "1711962600", "invalid-time")]
    [InlineData("ip", "\"300.1.1.1\"", "unknown-value")]
    [InlineData("ip", "\"1\"", "unknown-value")]
    [InlineData("cardPresence", "\"maybe\"", "unknown-value")]
    [InlineData("merchant", "\"m1\"", "wrong-type")]
    public void A_member_that_is_wrong_is_named_with_its_code(string member, string value, string code)
    {
        JsonObject json = Payment();
        json[member] = JsonNode.Parse(value);
        FieldProblem problem = Read(json).Problem!;
        Assert.Equal((code, member), (problem.Code, problem.Field));
    }

    [Theory]
    [InlineData("{\"mcc\":\"5411\"}", "missing", "merchant.id")]
    [InlineData("{\"id\":\"m\",\"mcc\":\"54\"}", "unknown-value", "merchant.mcc")]
    [InlineData("{\"id\":\"m\",\"country\":\"XX\"}", "unknown-country", "merchant.country")]
    [InlineData("{\"id\":\"m\",\"name\":\"Shop\"}", "unknown-member", "merchant.name")]
    public void A_wrong_member_of_a_part_is_named_with_its_path(string merchant, string code, string field)
    {
        JsonObject json = Payment();
        json["merchant"] = JsonNode.Parse(merchant);
        FieldProblem problem = Read(json).Problem!;
        Assert.Equal((code, field), (problem.Code, problem.Field));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"id\":\"t\"} trailing")]
    [InlineData("not json at all")]
    [InlineData("{\"id\":\"\\ud800\"}")]
    public void What_is_no_object_is_refused_as_the_whole_event(string text)
    {
        FieldProblem problem = TransactionReader.Read(Encoding.UTF8.GetBytes(text), now).Problem!;
        Assert.Equal("(event)", problem.Field);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        byte[] broken = [.. "{\"id\":\""u8, 0xff, 0xfe, .. "\"}"u8];
        Assert.NotNull(TransactionReader.Read(broken, now).Problem);
    }

    [Fact]
    public void An_event_of_a_megabyte_is_refused_as_too_large()
    {
        JsonObject json = Payment();
        json["note"] = new string('x', 1_000_000);
        Assert.Equal(("too-large", "(event)"), (Read(json).Problem!.Code, Read(json).Problem!.Field));
    }

    [Fact]
    public void A_member_that_appears_twice_is_refused()
    {
        string twice = Given.Json(Given.Payment()).Replace("{\"id\":\"t1\"", "{\"id\":\"t1\",\"id\":\"t2\"", StringComparison.Ordinal);
        Assert.Equal("duplicate-member", TransactionReader.Read(Encoding.UTF8.GetBytes(twice), now).Problem!.Code);
    }

    [Fact]
    public void An_unknown_member_is_kept_from_a_stream_and_refused_from_a_caller()
    {
        JsonObject json = Payment();
        json["loyaltyTier"] = "gold";
        Assert.Equal([new("loyaltyTier", "gold")], Read(json).Value!.Attributes);
        Assert.Equal(("unknown-member", "loyaltyTier"), (Read(json, UnknownMembers.Refuse).Problem!.Code, Read(json, UnknownMembers.Refuse).Problem!.Field));
    }

    [Fact]
    public void A_payment_names_its_merchant_and_a_transfer_its_counterparty()
    {
        JsonObject payment = Payment();
        payment.Remove("merchant");
        Assert.Equal("merchant", Read(payment).Problem!.Field);
        JsonObject transfer = Payment();
        transfer["type"] = "transfer";
        Assert.Equal("counterparty", Read(transfer).Problem!.Field);
    }

    [Fact]
    public void An_amount_of_nothing_checks_a_card_and_is_taken()
    {
        JsonObject json = Payment();
        json["amountMinor"] = 0;
        Assert.Equal(0, Read(json).Value!.AmountMinor);
    }

    [Fact]
    public void The_canonical_form_reads_back_to_itself()
    {
        Transaction[] transactions =
        [
            Given.Payment(),
            Given.Transfer() with { Time = Given.Morning.AddTicks(1_234_567), Geo = new Geo(-33.8688, 151.2093), Ip = "2001:db8::1", DeviceId = "d", BalanceBeforeMinor = 0 },
            Given.Payment() with { Attributes = [new("a", "\"quoted\" \n and Ünïcode 😀"), new("b", "")], CardPresence = CardPresence.Present, Authentication = Authentication.Pin },
        ];
        foreach (Transaction transaction in transactions)
        {
            byte[] first = Given.Bytes(transaction);
            Transaction read = TransactionReader.Read(first, now, UnknownMembers.Refuse).Value!;
            Assert.Equal(Encoding.UTF8.GetString(first), Encoding.UTF8.GetString(Given.Bytes(read)));
        }
    }

    [Theory]
    [InlineData("{\"a\":{\"deep\":[1,2,{\"x\":null}]}}", "a", "{\"deep\":[1,2,{\"x\":null}]}")]
    [InlineData("{\"flag\":true}", "flag", "true")]
    public void Attributes_keep_nested_values_as_they_stand(string attributes, string name, string value)
    {
        JsonObject json = Payment();
        json["attributes"] = JsonNode.Parse(attributes);
        KeyValuePair<string, string> kept = Assert.Single(Read(json).Value!.Attributes);
        Assert.Equal((name, value), (kept.Key, kept.Value.Replace(" ", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_cut_of_an_event_is_read_and_none_makes_the_reader_fail()
    {
        byte[] whole = Given.Bytes(Given.Transfer());
        for (int length = 0; length < whole.Length; length++)
            Assert.NotNull(TransactionReader.Read(whole.AsSpan(0, length), now).Problem);
    }
}
