using System.Buffers;
using System.Text.Json;
using FraudFunctions.App.Decisions;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Lists;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Networks.Recurrent;
using FraudFunctions.Learning.Simulation;
using FraudFunctions.Learning.Streams;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Training;

namespace FraudFunctions.Cli.Benches;

/// <summary>What the benches run on: a simulated bank with a past, a model trained on it, and the payments that come next.</summary>
internal sealed record BenchData(BuildFeatureTable Past, TrainedModel Model, TrainedModel TreesAlone, IReadOnlyList<Transaction> Next, IReadOnlyList<byte[]> NextJson)
{
    private const int HistoryDays = 60;

    /// <summary>A bank large enough to have that many payments after its history.</summary>
    public static BenchData Simulate(int payments, CancellationToken cancellation)
    {
        int customers = Math.Max(1_000, payments / 60);
        SimulationOptions bank = new() { Customers = customers, Merchants = Math.Max(600, customers / 4), Days = 365, From = new DateOnly(2026, 1, 1), Seed = 4711 };
        DateTimeOffset live = new(bank.From.AddDays(HistoryDays), TimeOnly.MinValue, TimeSpan.Zero);
        BuildFeatureTable past = new(ActiveBasis.Schema);
        List<Transaction> next = new(payments);
        foreach (SimulatedEvent one in Simulator.Run(bank))
        {
            cancellation.ThrowIfCancellationRequested();
            if (one.Time >= live && one is SimulatedPayment coming)
                next.Add(coming.Transaction);
            else if (one is SimulatedPayment payment)
                past.Add(payment.Transaction, new Truth(payment.IsFraud, null));
            else if (one is SimulatedLabel label && one.Time < live)
                past.Add(label.Label);
            if (next.Count == payments)
                break;
        }
        FeatureTable table = past.ToTable();
        TrainingOptions trees = new() { WarmUp = TimeSpan.FromDays(14) };
        TrainedModel model = TrainModels.At(table, live, new TrainModelsOptions { Trees = trees, Sequence = new SequenceOptions { Epochs = 2 } }, cancellation: cancellation);
        model.Remind(past.Population);
        return new BenchData(past, model, TrainTrees.At(table, live, trees, cancellation: cancellation), next, [.. next.Select(ToJson)]);
    }

    /// <summary>The basis that the app would load: ONNX Runtime, and the rules and policy that come with the product.</summary>
    public DecisionBasis Basis(RuleSet rules, Policy policy) => new()
    {
        Schema = ActiveBasis.Schema,
        Model = ScoringModel.Load(Model.Card, Model.Files),
        Rules = rules,
        Lists = ListSet.Empty,
        Policy = policy,
    };

    public static byte[] ToJson(Transaction transaction)
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using Utf8JsonWriter json = new(buffer);
        TransactionWriter.Write(json, transaction);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
