using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Learning.Backtests;
using FraudFunctions.Learning.Simulation;
using FraudFunctions.Learning.Streams;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Training;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning.Backtests;

/// <summary>A bank small enough to be backtested in a moment, made once for all tests.</summary>
internal static class SmallBank
{
    private static readonly SimulationOptions simulation = new() { Seed = 21, Customers = 250, Merchants = SimulationOptions.FewestMerchants, Days = 62, From = new DateOnly(2026, 1, 1) };
    private static readonly Lazy<SimulatedEvent[]> stream = new(() => [.. Simulator.Run(simulation)]);
    private static readonly Lazy<(FeatureTable, FeatureTable)> tables = new(() => (Build(Stream, FeatureSchema.Payments()), Build(Stream, FeatureSchema.Handbook())));
    private static readonly Lazy<BacktestResult> result = new(Run);

    public static BacktestOptions Options { get; } = new()
    {
        Starts = [Day(40), Day(47)],
        Draws = 60,
        Training = new TrainingOptions
        {
            WarmUp = TimeSpan.FromDays(8),
            NegativesKept = .5,
            Boosting = new BoostingOptions { Trees = 25, MaxDepth = 4, LearningRate = .2, ColumnShare = .6, Seed = 1 },
        },
    };

    public static DateTimeOffset Day(int day) => new(simulation.From.AddDays(day), TimeOnly.MinValue, TimeSpan.Zero);

    public static SimulatedEvent[] Stream => stream.Value;

    public static (FeatureTable Payments, FeatureTable Handbook) Tables => tables.Value;

    /// <summary>Two weeks, the usual lines.</summary>
    public static BacktestResult Result => result.Value;

    public static FeatureTable Build(IEnumerable<SimulatedEvent> events, FeatureSchema schema, Func<SimulatedPayment, bool>? truth = null)
    {
        BuildFeatureTable build = new(schema);
        foreach (SimulatedEvent one in events)
        {
            if (one is SimulatedPayment payment)
                build.Add(payment.Transaction, new Truth(truth?.Invoke(payment) ?? payment.IsFraud, payment.IsFraud ? payment.Story.ToString() : null));
            else if (one is SimulatedLabel label)
                build.Add(label.Label);
        }
        return build.ToTable();
    }

    /// <summary>The stream with every verdict that became known after a time drawn anew; nothing else changes.</summary>
    public static SimulatedEvent[] WithLaterVerdictsShuffled(DateTimeOffset after, int seed)
    {
        int[] later = [.. Enumerable.Range(0, Stream.Length).Where(i => Stream[i] is SimulatedLabel label && label.Label.KnownTime > after)];
        Verdict[] verdicts = [.. later.Select((_, i) => (Verdict)(i % 2))];
        new Random(seed).Shuffle(verdicts);
        SimulatedEvent[] shuffled = [.. Stream];
        for (int i = 0; i < later.Length; i++)
            shuffled[later[i]] = new SimulatedLabel(((SimulatedLabel)Stream[later[i]]).Label with { Verdict = verdicts[i] });
        return shuffled;
    }

    private static BacktestResult Run() => RunBacktest.On(Tables.Payments, Tables.Handbook, Options, Contenders.Usual);
}
