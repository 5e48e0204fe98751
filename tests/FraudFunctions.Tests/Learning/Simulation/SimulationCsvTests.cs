using System.Globalization;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation;

namespace FraudFunctions.Tests.Learning.Simulation;

public sealed class SimulationCsvTests
{
    private static readonly DateTimeOffset noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Transaction awkward = new()
    {
        Id = "t,1",
        CustomerId = "c\"1\"",
        Type = TransactionType.TopUp,
        Direction = Direction.Debit,
        Channel = Channel.App,
        AmountMinor = 1_234_567,
        Currency = "EUR",
        Time = noon.AddMilliseconds(7),
        Counterparty = new("X", "Lines\r\nand, \"quotes\""),
        Geo = new(-33.5, 151.25),
        BalanceBeforeMinor = -1_000,
        Attributes = [new("a", "x\"y"), new("b", "1;2")],
    };

    [Fact]
    public void Every_field_comes_back_as_it_was()
    {
        var label = new Label { TransactionId = "t,1", CustomerId = "c", Verdict = Verdict.Fraud, EventTime = noon, KnownTime = noon.AddDays(5), Source = LabelSource.EarlyFraudReport };
        var fields = Rows(Write([new SimulatedPayment(awkward, Story.MuleNetwork, label)]))[1];
        var row = SimulationCsv.Header.Split(',').Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second);
        Assert.Equal(("t,1", "c\"1\"", "top_up", "debit", "app"), (row["transaction_id"], row["customer_id"], row["type"], row["direction"], row["channel"]));
        Assert.Equal(("1234567", "EUR", "2026-03-01T12:00:00.007Z", "-1000"), (row["amount_minor"], row["currency"], row["time"], row["balance_before_minor"]));
        Assert.Equal(("Lines\r\nand, \"quotes\"", "", "-33.5", "151.25"), (row["counterparty_name"], row["counterparty_country"], row["latitude"], row["longitude"]));
        Assert.Equal("""{"a":"x\u0022y","b":"1;2"}""", row["attributes"]);
        Assert.Equal(("1", "mule_network", "fraud", "2026-03-06T12:00:00.000Z", "early_fraud_report"), (row["is_fraud"], row["story"], row["label_verdict"], row["label_known_time"], row["label_source"]));
        Assert.Equal(("", "", "", ""), (row["merchant_id"], row["device_id"], row["card_presence"], row["authentication"]));
    }

    [Fact]
    public void A_run_is_a_table_with_a_row_for_each_payment()
    {
        var payments = Simulator.Run(Runs.Small).OfType<SimulatedPayment>().ToList();
        string text = Write(Simulator.Run(Runs.Small));
        var rows = Rows(text);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        Assert.Equal(payments.Count + 1, rows.Count);
        Assert.All(rows, row => Assert.Equal(SimulationCsv.Header.Split(',').Length, row.Count));
        Assert.Equal(payments.Select(payment => payment.Transaction.Counterparty?.Name ?? ""), rows.Skip(1).Select(row => row[13]));
        Assert.Contains(rows, row => row[13].Contains(',', StringComparison.Ordinal));
        Assert.Contains(rows, row => row[13].Contains('"', StringComparison.Ordinal));
    }

    [Fact]
    public void The_number_of_rows_is_the_answer_and_labels_are_no_rows()
        => Assert.Equal(Simulator.Run(Runs.Small).Count(happened => happened is SimulatedPayment), SimulationCsv.Write(Simulator.Run(Runs.Small), TextWriter.Null));

    [Fact]
    public void The_machine_s_culture_does_not_matter()
    {
        var before = CultureInfo.CurrentCulture;
        string expected = Write(Simulator.Run(Runs.Small with { Days = 3 }));
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (odd.NumberFormat.NumberDecimalSeparator, odd.NumberFormat.NegativeSign, odd.DateTimeFormat.TimeSeparator) = (",", "~", ".");
        try
        {
            CultureInfo.CurrentCulture = odd;
            Assert.Equal(expected, Write(Simulator.Run(Runs.Small with { Days = 3 })));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string Write(IEnumerable<SimulatedEvent> events)
    {
        var text = new StringWriter();
        SimulationCsv.Write(events, text);
        return text.ToString();
    }

    /// <summary>A reader by the letter of RFC 4180, apart from the writer.</summary>
    private static List<List<string>> Rows(string text)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var field = new System.Text.StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (isQuoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                field.Append(text[i++]);
            else if (c == '"')
                isQuoted = !isQuoted;
            else if (isQuoted || (c != ',' && c != '\r' && c != '\n'))
                field.Append(c);
            else if (c != '\r')
            {
                row.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    rows.Add(row);
                    row = [];
                }
            }
        }

        return rows;
    }
}
