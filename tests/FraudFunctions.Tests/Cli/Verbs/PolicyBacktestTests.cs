using FraudFunctions.App.Decisions;
using FraudFunctions.Cli.Verbs;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Learning.Policies;
using FraudFunctions.Learning.Streams;
using FraudFunctions.Learning.Tables;
using Outcome = FraudFunctions.Engine.Decisions.Outcome;

namespace FraudFunctions.Tests.Cli.Verbs;

public sealed class PolicyBacktestTests
{
    private static double Challenges(string direction)
    {
        CsvMap map = CsvMap.Parse($$"""
            {"columns": {"id": "no", "customerId": "who", "time": "when", "amount": "sum"}, "timeZone": "Z",
             "constants": {"type": "transfer", "channel": "online", "currency": "EUR", "direction": "{{direction}}", "counterparty.account": "DE90500990000010000092" },
             "label": {"fraud": "bad", "fraudIs": "1"} }
            """);
        string csv = "no,who,when,sum,bad\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},c{i},2026-01-01,{20 + i},{i % 2}\n"));
        StreamEvent[] stream = [.. ReadEvents.FromCsv([() => new StringReader(csv)], map)];
        FeatureTable table = BuildFeatureTable.From(stream, ActiveBasis.Schema);
        Policy cheap = Rulebook.DefaultPolicy with { ChallengeCostMinor = 1 };
        int[] rows = [.. Enumerable.Range(0, table.Rows.Rows)];
        List<LoggedDecision> payments = PolicyBacktest.Payments(table, rows, Array.ConvertAll(rows, _ => .4), PolicyBacktest.ReadAgain(stream, table, [.. rows], [Rulebook.DefaultPolicy, cheap], TestContext.Current.CancellationToken));
        Func<LoggedDecision, IReadOnlyList<double>> chances = TargetPolicy.Of(cheap, ActiveBasis.Schema);
        Assert.Equal(40, payments.Count);
        return payments.Sum(payment => chances(payment)[(int)Outcome.Challenge]);
    }

    [Fact]
    public void Nobody_is_challenged_for_being_paid()
    {
        Assert.True(Challenges("debit") > 20);
        Assert.Equal(0, Challenges("credit"));
    }
}
