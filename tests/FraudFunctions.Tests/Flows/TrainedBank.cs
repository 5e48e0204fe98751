using FraudFunctions.App.Decisions;
using FraudFunctions.App.Models;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Networks.Autoencoders;
using FraudFunctions.Learning.Networks.Recurrent;
using FraudFunctions.Learning.Simulation;
using FraudFunctions.Learning.Streams;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Training;
using FraudFunctions.Learning.Trees;
using FraudFunctions.Tests.App;

namespace FraudFunctions.Tests.Flows;

/// <summary>A small bank with two months of past, a model trained on it, and the payments of the days after. Made once for all tests.</summary>
internal sealed class TrainedBank
{
    private static readonly Lazy<TrainedBank> made = new(() => new TrainedBank());
    private static readonly SimulationOptions simulation = new() { Customers = 500, Merchants = SimulationOptions.FewestMerchants, Days = 70, Seed = 5, From = new DateOnly(2026, 1, 1) };
    private static readonly TrainingOptions training = new()
    {
        WarmUp = TimeSpan.FromDays(10),
        NegativesKept = .3,
        Boosting = new BoostingOptions { Trees = 60, MaxDepth = 4, LearningRate = .15, ColumnShare = .6, Seed = 1 },
    };

    private readonly List<SimulatedEvent> past = [];

    private TrainedBank()
    {
        DateTimeOffset live = new(simulation.From.AddDays(60), TimeOnly.MinValue, TimeSpan.Zero);
        Past = new BuildFeatureTable(ActiveBasis.Schema);
        foreach (SimulatedEvent one in Simulator.Run(simulation))
        {
            if (one.Time >= live && one is SimulatedPayment next)
                Next.Add(next);
            else if (one is SimulatedPayment || one.Time < live)
                past.Add(one);
        }
        Add(Past, past);
        Model = TrainModels.At(Past.ToTable(), live, new TrainModelsOptions { Trees = training, Sequence = new SequenceOptions { Epochs = 2, Units = 16 }, Autoencoder = new AutoencoderOptions { Epochs = 2 } });
        Model.Remind(Past.Population);
    }

    public static TrainedBank Instance => made.Value;

    public BuildFeatureTable Past { get; }

    public TrainedModel Model { get; }

    public List<SimulatedPayment> Next { get; } = [];

    public IReadOnlyList<Transaction> NextTransactions => [.. Next.Select(payment => payment.Transaction)];

    /// <summary>The past and what came after, in one table.</summary>
    public FeatureTable TableWith(IEnumerable<SimulatedPayment> next)
    {
        BuildFeatureTable table = new(ActiveBasis.Schema);
        Add(table, past);
        Add(table, next);
        return table.ToTable();
    }

    private static void Add(BuildFeatureTable table, IEnumerable<SimulatedEvent> events)
    {
        foreach (SimulatedEvent one in events)
        {
            if (one is SimulatedPayment payment)
                table.Add(payment.Transaction, new Truth(payment.IsFraud, payment.Story.ToString()));
            else if (one is SimulatedLabel label)
                table.Add(label.Label);
        }
    }

    /// <summary>Puts the past and the model into an app.</summary>
    public async Task MoveIntoAsync(AppUnderTest app)
    {
        await app.Get<SeedStates>().SeedAsync(Past.Population, default);
        await app.Get<ModelRegistry>().RegisterAsync(Model.Card, Model.Files, default);
        await app.Get<ModelRegistry>().PromoteAsync(Model.Card.Id, default);
    }
}
