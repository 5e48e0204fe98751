using System.Diagnostics;
using System.Globalization;
using FraudFunctions.App.Decisions;
using FraudFunctions.Cli.Hosting;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Lists;
using FraudFunctions.Engine.Money;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning;
using FraudFunctions.Learning.Backtests;
using FraudFunctions.Learning.Policies;
using FraudFunctions.Learning.Streams;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Training;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Cli.Verbs;

/// <summary><c>backtest FILE… --policy FILE --rules FILE</c>: what another policy, or other rules, would have cost than those that the product comes with, week by week.</summary>
internal static class PolicyBacktest
{
    private static readonly DateTimeOffset endOfTime = DateTimeOffset.MaxValue.AddDays(-1);

    public static int Run(EventFiles again, FeatureTable table, BacktestOptions options, FileInfo? policyFile, FileInfo? rulesFile, DirectoryInfo? output, CancellationToken cancellation)
    {
        Stopwatch watch = Stopwatch.StartNew();
        (Policy active, RuleSet rules) = (Rulebook.DefaultPolicy, Rulebook.DefaultRules(ActiveBasis.Schema));
        Policy candidate = policyFile is null ? active : Read(policyFile, utf8 => PolicyReader.Read(utf8, "(file)"));
        RuleSet others = rulesFile is null ? rules : rules.With(Read(rulesFile, utf8 => RulesReader.Read(utf8, "(file)")).Rules);
        List<(DateTimeOffset, int[] Rows)> weeks = [.. options.Starts.Select(start => (start, TestPeriod.Rows(table, start, options)))];
        if (weeks.Find(week => week.Rows.Length == 0) is { Rows: not null } empty)
            throw new TooLittleToLearnFrom($"The stream has nothing in the period that begins on {empty.Item1:yyyy-MM-dd}.");
        Dictionary<int, Seen> seen = ReadAgain(again.Read(), table, [.. weeks.SelectMany(week => week.Rows)], [active, candidate], [rules, others], cancellation);
        List<(DateTimeOffset, IReadOnlyList<LoggedDecision>)> payments = [];
        foreach ((DateTimeOffset start, int[] rows) in weeks)
        {
            Console.Error.WriteLine($"{start:yyyy-MM-dd}: training");
            TrainedModel model = TrainTrees.At(table, start, options.Training, cancellation: cancellation);
            payments.Add((start, Payments(table, rows, model.Probabilities(table.Rows.Select(rows)), seen)));
        }
        string report = new ComparePolicies(new Prices(active)).Markdown(payments, new("active", TargetPolicy.Of(active, ActiveBasis.Schema)), new(string.Join(" + ", new[] { policyFile, rulesFile }.OfType<FileInfo>().Select(file => file.Name)), TargetPolicy.OfCandidate(candidate, ActiveBasis.Schema)));
        Console.WriteLine(report);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{payments.Sum(week => week.Item2.Count):N0} payments, priced at the costs of the active policy in {ReferenceRates.Default.BaseCurrency}, drawn anew by customer for the intervals; {watch.Elapsed.TotalSeconds:F0} s"));
        Console.WriteLine("Active: the policy and rules that the product comes with. Prevented: fraud that the outcome stops. Good refused: genuine payments declined; good disturbed: genuine payments challenged, reviewed or held. The truth is that of the whole file.");
        if (output is not null)
        {
            output.Create();
            File.WriteAllText(Path.Combine(output.FullName, "policy.md"), report);
        }
        return 0;
    }

    private static T Read<T>(FileInfo file, Func<byte[], Parsed<T>> read) where T : class
    {
        if (!file.Exists)
            throw new UsageException($"There is no file '{file.FullName}'.");
        (T? document, FieldProblem? wrong) = read(File.ReadAllBytes(file.FullName));
        return document ?? throw new UsageException($"{file.Name}: {wrong!.Field} {wrong.Message}.");
    }

    internal static List<LoggedDecision> Payments(FeatureTable table, int[] rows, double[] probabilities, Dictionary<int, Seen> seen)
    {
        Dataset all = table.Rows;
        List<LoggedDecision> payments = new(rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            payments.Add(new LoggedDecision
            {
                CustomerId = all.CustomerIds.Span[row],
                Time = all.Times.Span[row],
                // As it is acted on: to nine decimals.
                Probability = Math.Round(probabilities[i], 9),
                AmountMinor = all.AmountsMinor.Span[row],
                Direction = seen[row].Direction,
                Hits = seen[row].Hits,
                Instead = new Sight(Math.Round(probabilities[i], 9), seen[row].Instead),
                Excluded = seen[row].Excluded,
                Features = all.Features.Values.Slice(row * all.Features.Width, all.Features.Width),
                Chosen = Outcome.Approve,
                Propensities = LoggedDecision.Certain(Outcome.Approve),
                IsFraud = all.Labels.Span[row],
            });
        }
        return payments;
    }

    /// <summary>What a policy looks at and no table holds.</summary>
    internal readonly record struct Seen(Direction Direction, IReadOnlyList<Rule> Hits, IReadOnlyList<Rule> Instead, bool Excluded);

    /// <summary>Direction, lists, and what the active rules and the others say of the rows to be tested, from the stream read again. Who is excluded by one of the policies is so by both, so that chance makes no difference between them.</summary>
    internal static Dictionary<int, Seen> ReadAgain(IEnumerable<StreamEvent> again, FeatureTable table, HashSet<int> wanted, Policy[] policies, RuleSet[] rules, CancellationToken cancellation)
    {
        ListSet lists = Rulebook.DefaultLists;
        Dictionary<int, Seen> seen = [];
        ReadOnlySpan<string> ids = table.Rows.RowIds.Span;
        int width = table.Rows.Features.Width, row = 0;
        foreach (StreamEvent one in again)
        {
            cancellation.ThrowIfCancellationRequested();
            if (row == ids.Length)
                break;
            if (one is not TransactionEvent written || TransactionReader.Read(written.Json, endOfTime).Value is not { } transaction || ids[row] != Decision.IdOf(transaction.CustomerId, transaction.Id))
                continue;
            if (wanted.Contains(row))
            {
                RuleInput input = new() { Transaction = transaction, Features = table.Rows.Features.Values.Span.Slice(row * width, width), Lists = lists };
                (List<Rule> hits, List<Rule> instead) = (rules[0].Hits(input), rules[1].Hits(input));
                seen[row] = new Seen(transaction.Direction, hits.Count > 0 ? hits : [], instead.Count > 0 ? instead : [], Array.Exists(policies, policy => PolicyInput.IsExcluded(policy, transaction, lists)));
            }
            row++;
        }
        return seen;
    }
}
