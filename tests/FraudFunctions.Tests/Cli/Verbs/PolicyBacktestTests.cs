using FraudFunctions.App.Decisions;
using FraudFunctions.Cli.Verbs;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Learning.Policies;
using FraudFunctions.Learning.Streams;
using FraudFunctions.Learning.Tables;
using Outcome = FraudFunctions.Engine.Decisions.Outcome;

namespace FraudFunctions.Tests.Cli.Verbs;

public sealed class PolicyBacktestTests
{
    private static readonly RuleSet usual = Rulebook.DefaultRules(ActiveBasis.Schema);

    private static double Challenges(string direction)
    {
        Policy cheap = Rulebook.DefaultPolicy with { ChallengeCostMinor = 1 };
        return Payments(direction, usual, cheap).Sum(payment => TargetPolicy.Of(cheap, ActiveBasis.Schema)(payment)[(int)Outcome.Challenge]);
    }

    private static List<LoggedDecision> Payments(string direction, RuleSet others, Policy other)
    {
        CsvMap map = CsvMap.Parse($$"""
            {"columns": {"id": "no", "customerId": "who", "time": "when", "amount": "sum"}, "timeZone": "Z",
             "constants": {"type": "transfer", "channel": "online", "currency": "EUR", "direction": "{{direction}}", "counterparty.account": "DE90500990000010000092" },
             "label": {"fraud": "bad", "fraudIs": "1"} }
            """);
        string csv = "no,who,when,sum,bad\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},c{i},2026-01-01,{20 + i},{i % 2}\n"));
        StreamEvent[] stream = [.. ReadEvents.FromCsv([() => new StringReader(csv)], map)];
        FeatureTable table = BuildFeatureTable.From(stream, ActiveBasis.Schema);
        int[] rows = [.. Enumerable.Range(0, table.Rows.Rows)];
        List<LoggedDecision> payments = PolicyBacktest.Payments(table, rows, Array.ConvertAll(rows, _ => .4), PolicyBacktest.ReadAgain(stream, table, [.. rows], [Rulebook.DefaultPolicy, other], [usual, others], TestContext.Current.CancellationToken));
        Assert.Equal(40, payments.Count);
        return payments;
    }

    [Fact]
    public void Nobody_is_challenged_for_being_paid()
    {
        Assert.True(Challenges("debit") > 20);
        Assert.Equal(0, Challenges("credit"));
    }

    [Fact]
    public void A_rule_is_priced_before_it_ships()
    {
        RuleSet held = RulesReader.Read("""{"version": 1, "rules": [{"id": "no-such-payee", "code": "LISTED", "text": "…", "status": "live", "atLeast": "hold", "when": {"field": "counterparty.account", "in": ["DE90500990000010000092"]}}]}"""u8, "rules").Value!;
        List<LoggedDecision> payments = Payments("credit", usual.With(held.Rules), Rulebook.DefaultPolicy);
        Assert.Equal(0, payments.Sum(payment => TargetPolicy.Of(Rulebook.DefaultPolicy)(payment)[(int)Outcome.Hold]));
        Assert.Equal(40, payments.Sum(payment => TargetPolicy.OfCandidate(Rulebook.DefaultPolicy)(payment)[(int)Outcome.Hold]));
    }

    [Fact]
    public void Another_rule_of_the_same_id_takes_its_place_and_a_new_one_stands_beside_the_rest()
    {
        Rule first = usual.Rules[0], quiet = first with { Status = RuleStatus.Shadow }, added = first with { Id = "added" };
        RuleSet changed = usual.With([quiet, added]);
        Assert.Equal([quiet, .. usual.Rules.Skip(1), added], changed.Rules);
    }
}
