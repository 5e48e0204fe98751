using System.Text;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Streams;

namespace FraudFunctions.Tests.Learning.Streams;

public sealed class CsvMapTests
{
    private static readonly DateTimeOffset later = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const string Own = """
        {"columns": {"id": "no", "customerId": "who", "time": "when", "amount": "sum"},
         "constants": {"type": "payment", "channel": "online", "currency": "EUR", "merchant.id": "m"}, "timeZone": "Z",
         "label": {"fraud": "bad", "fraudIs": "1"}}
        """;

    private static List<StreamEvent> Read(CsvMap map, string csv) => [.. ReadEvents.FromCsv([() => new StringReader(csv)], map)];

    private static Transaction[] Payments(CsvMap map, string csv)
        => [.. Read(map, csv).OfType<TransactionEvent>().Select(one => TransactionReader.Read(one.Json, later)).Select(parsed => parsed.Value ?? throw new Xunit.Sdk.XunitException($"{parsed.Problem}"))];

    private static string? Attribute(Transaction transaction, string name) => transaction.Attributes.FirstOrDefault(pair => pair.Key == name).Value;

    [Fact]
    public void The_credit_card_layout_of_ulb_numbers_its_rows_and_keeps_its_components()
    {
        StringBuilder csv = new("\"Time\"," + string.Join(',', Enumerable.Range(1, 28).Select(v => $"\"V{v}\"")) + ",\"Amount\",\"Class\"\n");
        csv.Append("0," + string.Join(',', Enumerable.Range(1, 28).Select(v => $"0.{v}")) + ",12.5,\"0\"\n");
        csv.Append("7300.0," + string.Join(',', Enumerable.Range(1, 28).Select(v => $"-1.{v}")) + ",0.99,\"1\"\n");
        csv.Append("86400," + string.Join(',', Enumerable.Range(1, 28).Select(_ => "0")) + ",3,\"0\"\n");
        List<StreamEvent> events = Read(CsvMap.Named("ulb"), csv.ToString());
        Transaction[] payments = Payments(CsvMap.Named("ulb"), csv.ToString());
        Assert.Equal(["1", "2", "3"], payments.Select(payment => payment.Id));
        Assert.Equal([1_250, 99, 300], payments.Select(payment => payment.AmountMinor));
        Assert.Equal(new DateTimeOffset(2013, 9, 1, 2, 1, 40, TimeSpan.Zero), payments[1].Time);
        Assert.Equal(28, payments[1].Attributes.Count);
        Assert.Equal("-1.17", Attribute(payments[1], "V17"));
        Assert.Equal([false, true, false], events.OfType<TransactionEvent>().Select(one => one.Truth!.IsFraud));
        // It becomes known six hours later, so before the third payment.
        Assert.IsType<LabelEvent>(events[2]);
        Assert.Equal(payments[1].Time.AddHours(6), events[2].Time);
    }

    [Fact]
    public void The_sparkov_layout_knows_shops_by_cleaned_names_and_the_net_by_its_categories()
    {
        const string csv = """
            ,trans_date_trans_time,cc_num,merchant,category,amt,first,last,gender,street,city,state,zip,lat,long,city_pop,job,dob,trans_num,unix_time,merch_lat,merch_long,is_fraud
            0,2019-03-02 10:00:05,4000111,"shop_Ash, Oak and Elm",misc_net,4.97,Ann,Lee,F,1 Road,Town,NC,28000,36.07,-81.17,3495,"Baker, pastry",1988-03-09,aa01,1325376018,36.01,-82.04,0
            1,2019-03-02 10:01:00,4000112,shop_O'Hara,gas_transport,107.23,Bo,Fox,M,2 Road,Town,WA,99000,48.88,-118.21,149,Nurse,1978-06-21,aa02,1325376044,49.15,-118.18,1
            """;
        Transaction[] payments = Payments(CsvMap.Named("sparkov"), csv);
        Assert.Equal(("aa01", "4000111", 497, Channel.Online), (payments[0].Id, payments[0].CustomerId, payments[0].AmountMinor, payments[0].Channel));
        Assert.Equal(("shop_Ash,_Oak_and_Elm", "shop_O'Hara"), (payments[0].Merchant!.Id, payments[1].Merchant!.Id));
        Assert.Equal(Channel.Pos, payments[1].Channel);
        Assert.Equal(new DateTimeOffset(2019, 3, 2, 10, 1, 0, TimeSpan.Zero), payments[1].Time);
        Assert.Equal("gas_transport", Attribute(payments[1], "category"));
        Assert.Equal(49.15, payments[1].Geo!.Latitude);
        Assert.True(Read(CsvMap.Named("sparkov"), csv).OfType<TransactionEvent>().Last().Truth!.IsFraud);
    }

    [Fact]
    public void The_paysim_layout_counts_hours_and_moves_money_both_ways()
    {
        const string csv = """
            step,type,amount,nameOrig,oldbalanceOrg,newbalanceOrig,nameDest,oldbalanceDest,newbalanceDest,isFraud,isFlaggedFraud
            1,PAYMENT,12.5,C10,170.0,157.5,M1,0.0,0.0,0,0
            2,TRANSFER,181.0,C11,181.0,0.0,C20,0.0,0.0,1,0
            2,CASH_OUT,181.0,C20,181.0,0.0,C30,21182.0,0.0,1,0
            3,CASH_IN,5.25,C12,10.0,15.25,C31,1.0,0.0,0,0
            27,DEBIT,1.0,C12,15.25,14.25,C31,1.0,0.0,0,0
            """;
        Transaction[] payments = Payments(CsvMap.Named("paysim"), csv);
        Assert.Equal([TransactionType.Payment, TransactionType.Transfer, TransactionType.Withdrawal, TransactionType.Deposit, TransactionType.Payment], payments.Select(payment => payment.Type));
        Assert.Equal([Direction.Debit, Direction.Debit, Direction.Debit, Direction.Credit, Direction.Debit], payments.Select(payment => payment.Direction));
        Assert.Equal((18_100, 18_100), (payments[1].AmountMinor, payments[1].BalanceBeforeMinor!.Value));
        Assert.Equal("C20", payments[1].Counterparty!.Account);
        Assert.Equal(new DateTimeOffset(2017, 1, 1, 2, 0, 0, TimeSpan.Zero), payments[1].Time);
        Assert.Equal("CASH_OUT", Attribute(payments[2], "type"));
        Assert.Equal(2, Read(CsvMap.Named("paysim"), csv).OfType<LabelEvent>().Count());
    }

    [Theory]
    [InlineData("\"timeFormat\": \"dd/MM/yyyy HH:mm\", \"timeZone\": \"+02:00\"", "31/12/2025 23:30", "2025-12-31T21:30:00Z")]
    [InlineData("\"timeFormat\": \"days\", \"timeOrigin\": \"2026-01-01T00:00:00Z\"", "1.5", "2026-01-02T12:00:00Z")]
    [InlineData("\"timeFormat\": \"minutes\", \"timeOrigin\": \"2026-01-01T00:00:00+01:00\"", "90", "2026-01-01T00:30:00Z")]
    [InlineData("\"timeFormat\": \"seconds\", \"timeOrigin\": \"1970-01-01T00:00:00Z\"", "1767225600.25", "2026-01-01T00:00:00.25Z")]
    [InlineData("\"timeFormat\": \"yyyyMMddHHmmss zzz\"", "20260101000000 +01:00", "2025-12-31T23:00:00Z")]
    [InlineData("\"timeZone\": \"Z\"", "2026-01-01 00:00:00", "2026-01-01T00:00:00Z")]
    [InlineData("\"timeZone\": \"+01:00\"", "2026-01-01", "2025-12-31T23:00:00Z")]
    public void Times_are_read_as_the_map_says(string format, string time, string expected)
    {
        CsvMap map = CsvMap.Parse(Own.Replace("\"timeZone\": \"Z\"", format, StringComparison.Ordinal));
        Assert.Equal(DateTimeOffset.Parse(expected, null), Payments(map, $"no,who,when,sum,bad\n1,c,{time},5,0\n")[0].Time);
    }

    [Theory]
    [InlineData("12.340000000000001", "1", 1_234)]
    [InlineData("1.5", "1000", 150_000)]
    public void Amounts_come_in_units_of_the_map(string amount, string factor, long minor)
    {
        CsvMap map = CsvMap.Parse(Own.Replace("\"timeZone\"", $"\"amountFactor\": {factor}, \"timeZone\"", StringComparison.Ordinal));
        Assert.Equal(minor, Payments(map, $"no,who,when,sum,bad\n1,c,2026-01-01,{amount},0\n")[0].AmountMinor);
    }

    [Fact]
    public void A_label_is_known_after_the_delay_of_the_map_and_by_its_values()
    {
        CsvMap map = CsvMap.Parse(Own.Replace("\"fraudIs\": \"1\"", "\"fraudIs\": \"chargeback\", \"genuineIs\": \"ok\", \"delayDays\": 2.5", StringComparison.Ordinal));
        List<StreamEvent> events = Read(map, "no,who,when,sum,bad\n1,c,2026-01-01,5,chargeback\n2,c,2026-01-09,5,ok\n");
        Label label = LabelReader.Read(events[1].Json, later).Value!;
        Assert.Equal((Verdict.Fraud, "1", new DateTimeOffset(2026, 1, 3, 12, 0, 0, TimeSpan.Zero)), (label.Verdict, label.TransactionId, label.KnownTime));
        FormatException wrong = Assert.Throws<FormatException>(() => Read(map, "no,who,when,sum,bad\n1,c,2026-01-01,5,maybe\n"));
        Assert.Contains("'bad' says 'maybe' in row 1", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"id\": \"no\", ", "", "says nothing of 'id'")]
    [InlineData("\"amount\": \"sum\"", "\"amount\": \"sum\", \"amountMinor\": \"sum\"", "one of 'amount'")]
    [InlineData("\"timeZone\"", "\"timeFormat\": \"hours\", \"timeZone\"", "timeOrigin")]
    [InlineData("\"timeZone\"", "\"timeOrigin\": \"2026-01-01T00:00:00Z\", \"timeZone\"", "must be one of seconds")]
    [InlineData("\"timeZone\"", "\"values\": {\"deviceId\": {\"a\": \"b\"}}, \"timeZone\"", "values for 'deviceId' but no column")]
    [InlineData("\"fraudIs\": \"1\"", "\"fraudIs\": \"1\", \"delayDays\": -1", "delayDays")]
    [InlineData("\"time\": \"when\"", "\"time\": \"when\", \"category\": \"when\"", "Keep your own under attributes")]
    [InlineData("\"timeZone\"", "\"timezone_\": 1, \"timeZone\"", "docs/csv-maps.md")]
    public void A_map_that_cannot_work_says_why_before_a_file_is_read(string member, string instead, string told)
        => Assert.Contains(told, Assert.Throws<FormatException>(() => CsvMap.Parse(Own.Replace(member, instead, StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("no,who,time,sum,bad", "no column 'when', which the map names for columns.time; it has no, who, time, sum, bad")]
    [InlineData("no,who,when,sum,worse", "'bad', which the map names for label.fraud")]
    [InlineData("no,who,when,sum,sum,bad", "the column 'sum' twice")]
    public void A_file_that_does_not_fit_its_map_says_which_column(string header, string told)
        => Assert.Contains(told, Assert.Throws<FormatException>(() => Read(CsvMap.Parse(Own), header + "\n1,c,2026-01-01,5,0\n")).Message, StringComparison.Ordinal);
}
