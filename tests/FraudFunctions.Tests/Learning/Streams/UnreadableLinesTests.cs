using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Backtests;
using FraudFunctions.Learning.Streams;
using FraudFunctions.Learning.Tables;

namespace FraudFunctions.Tests.Learning.Streams;

/// <summary>One line that is wrong is refused by name, and the rest of the file is read.</summary>
public sealed class UnreadableLinesTests
{
    private static readonly DateTimeOffset later = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CsvMap Map(string label = "\"label\": {\"fraud\": \"bad\", \"fraudIs\": \"1\"}", string columns = "", string zone = "\"timeZone\": \"Z\"") => CsvMap.Parse($$"""
        {"columns": {"id": "no", "customerId": "who", "time": "when", "amount": "sum"{{columns}} },
         "constants": {"type": "payment", "channel": "online", "currency": "EUR", "merchant.id": "m"}, {{zone}}, {{label}}}
        """);

    private static List<StreamEvent> Read(CsvMap map, string csv) => [.. ReadEvents.FromCsv([() => new StringReader(csv)], map)];

    private static FeatureTable Table(CsvMap map, string csv) => BuildFeatureTable.From(Read(map, csv), FeatureSchema.Payments());

    [Theory]
    [InlineData("7.9e27", "2026-01-02", "{}", "amountMinor")]
    [InlineData("79000000000000000000000000000", "2026-01-02", "{}", "amountMinor")]
    [InlineData("5", "2026-01-02", "{no json", "attributes")]
    [InlineData("5", "9999-12-30T10:00:00", "{}", "time")]
    [InlineData("5", "tomorrow", "{}", "time")]
    public void A_field_that_does_not_fit_is_refused_by_its_name_and_the_stream_goes_on(string sum, string when, string notes, string field)
    {
        string csv = $"no,who,when,sum,bad,notes\n1,c,2026-01-01,5,0,{{}}\n2,c,{when},{sum},1,{notes}\n3,c,2026-01-03,5,0,{{}}\n";
        Parsed<Transaction>[] read = [.. Read(Map(columns: ", \"attributes\": \"notes\""), csv).OfType<TransactionEvent>().Select(one => TransactionReader.Read(one.Json, later))];
        Assert.Equal(3, read.Length);
        Assert.Equal(field, read[1].Problem?.Field);
        Assert.NotNull(read[2].Value);
    }

    [Theory]
    [InlineData("soon", "fraud", "", "knownTime")]
    [InlineData("2025-12-31", "fraud", "", "knownTime")]
    [InlineData("2026-01-02", "dunno", "", "verdict")]
    [InlineData("2026-01-02", "fraud", "my aunt", "source")]
    [InlineData("2026-01-02", "fraud", "3", "source")]
    public void A_label_that_does_not_fit_is_refused_by_its_name_and_row_and_counted(string known, string verdict, string source, string field)
    {
        CsvMap map = Map("\"label\": {\"fraud\": \"bad\", \"fraudIs\": \"1\", \"knownTimeColumn\": \"known\", \"verdictColumn\": \"verdict\", \"sourceColumn\": \"by\"}");
        FeatureTable table = Table(map, $"no,who,when,sum,bad,known,verdict,by\n1,c,2026-01-01,5,0,,,\n2,c,2026-01-01,5,1,{known},{verdict},{source}\n3,c,2026-02-03,5,0,,,\n");
        Assert.Equal((1, field, 2), (table.RefusedLabels.Count, table.RefusedLabels.First!.Field, table.RefusedLabels.Row));
        Assert.True(table.Words[1].IsEmpty);
        Assert.Equal(known == "2025-12-31" ? 1 : 0, table.EarlyLabels);
    }

    [Theory]
    [InlineData("Fraud", true)]
    [InlineData("FRAUD", true)]
    [InlineData("Genuine", false)]
    public void A_verdict_is_known_in_any_case(string verdict, bool isFraud)
    {
        CsvMap map = Map("\"label\": {\"fraud\": \"bad\", \"fraudIs\": \"1\", \"verdictColumn\": \"verdict\"}");
        FeatureTable table = Table(map, $"no,who,when,sum,bad,verdict\n1,c,2026-01-01,5,1,{verdict}\n2,c,2026-02-01,5,0,\n");
        Assert.Equal(isFraud, table.IsFraudAt(0, later, TimeSpan.FromDays(7)));
    }

    [Theory]
    [InlineData("yyyy-MM-ddTHH:mm:ssK", "Z", "2026-01-01T10:00:00+05:00", "2026-01-01T05:00:00Z")]
    [InlineData("yyyy-MM-ddTHH:mm:ssK", "+01:00", "2026-01-01T10:00:00", "2026-01-01T09:00:00Z")]
    [InlineData("yyyy-MM-ddTHH:mm:ssK", "+01:00", "2026-01-01T10:00:00Z", "2026-01-01T10:00:00Z")]
    [InlineData("iso", "Europe/Berlin", "2026-01-01 10:00:00", "2026-01-01T09:00:00Z")]
    [InlineData("dd.MM.yyyy HH:mm", "Europe/Berlin", "01.07.2026 10:00", "2026-07-01T08:00:00Z")]
    public void A_time_without_a_zone_gets_that_of_the_map(string format, string zone, string when, string expected)
    {
        CsvMap map = Map(zone: $"\"timeFormat\": \"{format}\", \"timeZone\": \"{zone}\"");
        StreamEvent one = Assert.Single(Read(map, $"no,who,when,sum,bad\n1,c,{when},5,0\n"));
        Transaction read = TransactionReader.Read(one.Json, later).Value!;
        Assert.Equal(DateTimeOffset.Parse(expected, null), read.Time);
        Assert.Equal(read.Time, one.Time);
    }

    [Theory]
    [InlineData("\"source\": \"bogus\"", "Z", "label.source is 'bogus'; known are issuer")]
    [InlineData("\"source\": \"7\"", "Z", "label.source is '7'")]
    [InlineData("\"delayDays\": 1e9", "Z", "label.delayDays is 1000000000")]
    [InlineData("\"unknownIs\": \"?\"", "Z", "label.unknownIs needs label.genuineIs")]
    [InlineData("\"source\": \"dispute\"", "Middle/Earth", "timeZone is 'Middle/Earth'")]
    [InlineData("\"source\": \"dispute\"", "+1", "such as +01:00")]
    public void A_map_that_cannot_work_names_the_member(string label, string zone, string told)
        => Assert.Contains(told, Assert.Throws<FormatException>(() => Map("\"label\": {\"fraud\": \"bad\", \"fraudIs\": \"1\", " + label + "}", zone: $"\"timeZone\": \"{zone}\"")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_null_in_the_map_is_named()
    {
        const string Nulled = """{"columns": {"id": "no", "customerId": "who", "time": null, "amount": "sum"}, "constants": {"type": "payment", "channel": "online", "currency": "EUR"}}""";
        Assert.Contains("columns.time is null", Assert.Throws<FormatException>(() => CsvMap.Parse(Nulled)).Message, StringComparison.Ordinal);
        Assert.Contains("docs/csv-maps.md", Assert.Throws<FormatException>(() => CsvMap.Parse("""{"columns": null}""")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_label_means_that_nobody_knows_and_is_neither_learned_nor_measured()
    {
        CsvMap map = Map("\"label\": {\"fraud\": \"bad\", \"fraudIs\": \"1\", \"genuineIs\": \"0\", \"unknownIs\": \"?\"}");
        FeatureTable table = Table(map, "no,who,when,sum,bad\n1,c,2026-01-01,5,\n2,c,2026-01-01,5,?\n3,c,2026-01-01,5,0\n4,c,2026-01-02,5,1\n5,c,2026-02-01,5,0\n");
        Assert.Equal([null, null, false, true], Enumerable.Range(0, 4).Select(row => table.IsFraudAt(row, later, TimeSpan.FromDays(7))));
        BacktestOptions options = new() { Starts = [], LeaveOutKnownCards = false };
        Assert.Equal([2, 3], TestPeriod.Rows(table, table.Rows.Times.Span[0], options));
    }
}
