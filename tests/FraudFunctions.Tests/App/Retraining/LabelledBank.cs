using FraudFunctions.App.Decisions;
using FraudFunctions.App.Models;
using FraudFunctions.App.Retraining;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Governance;
using FraudFunctions.Learning.Simulation;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Training;
using FraudFunctions.Learning.Trees;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FraudFunctions.Tests.App.Retraining;

/// <summary>A small bank with much fraud that was decided by an app and labelled since: its store, ready to be copied, and the payments of the days after.</summary>
internal sealed class LabelledBank
{
    private const int PastDays = 44;
    private static readonly Lazy<Task<LabelledBank>> made = new(MakeAsync);

    private static readonly SimulationOptions simulation = new()
    {
        Customers = 150,
        Merchants = SimulationOptions.FewestMerchants,
        Days = PastDays + 5,
        Seed = 11,
        Fraud = new FraudShares { CardTesting = .01, StolenCard = .008, AccountTakeover = .005, CompromisedMerchant = .004, MuleNetwork = .005, BustOut = .004 },
        Labels = new LabelDelays { EarlyFraudReportDays = 2, DisputeDays = 4, FinalDays = 10 },
    };

    private readonly string folder = Directory.CreateTempSubdirectory("fraud-bank-").FullName;

    /// <summary>Payments that have not come yet.</summary>
    public List<Transaction> Next { get; } = [];

    public static Task<LabelledBank> Instance => made.Value;

    /// <summary>The gates with room for a small bank, whose champion is as weak as can be.</summary>
    public static Gates Gates { get; } = new()
    {
        LeastFrauds = 30,
        LeastRows = 1_000,
        BootstrapDraws = 100,
        MostCalibrationError = .05,
        MostLatencyRatio = 1_000,
        LeastReasonOverlap = 0,
        LeastSliceFrauds = 10,
        Shadow = new ShadowLimits { MostAlertRatio = 20, MostScoreShift = 100 },
    };

    public static RetrainingOptions Options { get; } = new() { WarmUpDays = 3, MaturityDays = 7, TestDays = 10, CalibrationDays = 5, LeastFrauds = 20, ShadowHours = 0, ShadowDecisions = 300 };

    public static BoostingOptions Good { get; } = new() { Trees = 40, MaxDepth = 4, LearningRate = .15, ColumnShare = .6, Seed = 1 };

    public static string[] Settings { get; } =
    [
        "--Decisions:RefreshSeconds=1", "--Retraining:WarmUpDays=3", "--Retraining:TestDays=10", "--Retraining:CalibrationDays=5", "--Retraining:LeastFrauds=20",
        "--Retraining:ShadowHours=0", "--Retraining:ShadowDecisions=300", "--Retraining:LookAgainMinutes=0.005",
    ];

    /// <summary>A copy of the store, to be changed.</summary>
    public void CopyTo(string target)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public static AppUnderTest App(string folder, Recipes recipes, params string[] settings) => AppUnderTest.Build(folder, configure: builder => Configure(builder, recipes), settings: [.. Settings, .. settings]);

    private static void Configure(FunctionsApplicationBuilder builder, Recipes recipes)
        => builder.Services.Replace(ServiceDescriptor.Singleton(Gates)).Replace(ServiceDescriptor.Singleton(recipes));

    /// <summary>What the app knows of its own past, as a retraining would take it down.</summary>
    public static async Task<TrainingSnapshot> SnapshotAsync(AppUnderTest app)
    {
        IReadOnlyList<SnapshotRow> rows = await app.Get<ReadPast>().ReadAsync(ReadPast.RowOf, default);
        return TrainingSnapshot.Take(rows, ActiveBasis.Schema.Hash, rows.Max(row => row.Time));
    }

    /// <summary>Trained as they should be, on labels that were dealt out anew.</summary>
    public static TrainedModel TrainShuffled(FeatureTable table, DateTimeOffset at)
    {
        var words = table.Words.ToArray();
        new Random(3).Shuffle(words);
        return Recipes.Boosted("shuffled", Options, Good with { Seed = 9 }, .3).Train(table with { Words = words }, at);
    }

    private static async Task<LabelledBank> MakeAsync()
    {
        LabelledBank bank = new();
        DateTimeOffset live = new(simulation.From.AddDays(PastDays), TimeOnly.MinValue, TimeSpan.Zero);
        await using AppUnderTest app = AppUnderTest.Build(bank.folder);
        List<Arrival> payments = [];
        List<LabelArrival> labels = [];
        long sequence = 0;
        DateOnly day = simulation.From;
        foreach (SimulatedEvent one in Simulator.Run(simulation))
        {
            if (one.Time < live && DateOnly.FromDateTime(one.Time.UtcDateTime) != day)
            {
                await WriteAsync(app, payments, labels);
                day = DateOnly.FromDateTime(one.Time.UtcDateTime);
            }
            if (one.Time >= live && one is SimulatedPayment next)
                bank.Next.Add(next.Transaction);
            else if (one is SimulatedPayment payment)
                payments.Add(new Arrival(payment.Transaction, payment.Transaction.Time, new EventSource("transactions/0", sequence++)));
            else if (one is SimulatedLabel label && one.Time < live)
                labels.Add(new LabelArrival(label.Label, new EventSource("labels/0", sequence++)));
        }
        await WriteAsync(app, payments, labels);
        TrainingSnapshot snapshot = await SnapshotAsync(app);
        DateTimeOffset at = snapshot.At.AddDays(-17);
        TrainedModel weak = Recipes.Boosted("weak", Options, Good with { Trees = 2, MaxDepth = 1 }, .3).Train(snapshot.Table(ActiveBasis.Schema), at);
        await app.Get<ModelRegistry>().RegisterAsync(weak.Card, weak.Files, default);
        await app.Get<ModelRegistry>().PromoteAsync(weak.Card.Id, default);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(bank.folder, recursive: true);
        return bank;
    }

    private static async Task WriteAsync(AppUnderTest app, List<Arrival> payments, List<LabelArrival> labels)
    {
        await app.Get<DecisionDesk>().DecideAsync(payments);
        await app.Get<LabelDesk>().RecordAsync(labels);
        payments.Clear();
        labels.Clear();
    }
}
