using FraudFunctions.App.Decisions;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Learning.Simulation;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Tests.App;

namespace FraudFunctions.Tests.Flows;

/// <summary>What a backtest measures is what serving does.</summary>
public sealed class ServedAsTrainedTests
{
    [Fact]
    public async Task The_probabilities_that_are_served_are_those_that_a_backtest_measures()
    {
        TrainedBank bank = TrainedBank.Instance;
        SimulatedPayment[] next = [.. bank.Next.Take(1_500)];
        FeatureTable table = bank.TableWith(next);
        int[] rows = [.. Enumerable.Range(table.Rows.Rows - next.Length, next.Length)];
        double[] measured = bank.Model.Over(table).Probabilities(table, rows);

        await using AppUnderTest app = AppUnderTest.Build();
        await bank.MoveIntoAsync(app);
        List<Answer> served = [];
        foreach (SimulatedPayment[] batch in next.Chunk(170))
            served.AddRange(await app.Get<DecisionDesk>().DecideAsync([.. batch.Select((payment, i) => new Arrival(payment.Transaction, payment.Transaction.Time, new EventSource("transactions/0", served.Count + i)))]));

        Assert.NotNull(bank.Model.Card.Options["sequence"]);
        for (int i = 0; i < next.Length; i++)
        {
            Decision decision = served[i].Decision!;
            Assert.Equal(table.Rows.Features.Row(rows[i]).ToArray(), decision.Features);
            // ONNX Runtime adds floats where the plain trees add doubles.
            Assert.True(Math.Abs(measured[i] - decision.Assessment.Probability!.Value) < 1e-6, $"{measured[i]} {decision.Assessment.Probability}");
            Assert.DoesNotContain(Degradation.NoMemory, decision.Assessment.Degraded);
        }
    }
}
