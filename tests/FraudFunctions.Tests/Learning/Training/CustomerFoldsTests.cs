using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Training;

namespace FraudFunctions.Tests.Learning.Training;

/// <summary>A measure must not be taken on what it was fitted to.</summary>
public sealed class CustomerFoldsTests
{
    [Fact]
    public void One_customer_alone_is_measured_by_nobody_else()
        => Assert.Equal([.2, .4], CustomerFolds.Calibrated(_ => [.2, .4], [false, true], ["c1", "c1"]));

    [Fact]
    public void The_weights_of_a_blend_do_not_know_whom_they_are_measured_on()
    {
        Random random = new(7);
        double[] trees = [.. Enumerable.Range(0, 4_000).Select(_ => 2 * random.NextDouble() - 3)], sequence = [.. trees.Select(value => value + random.NextDouble())];
        bool[] labels = [.. trees.Select(value => random.NextDouble() < TreeEnsemble.Sigmoid(value))];
        string[] customers = [.. trees.Select((_, row) => $"c{row % 60}")];
        int fold = CustomerFolds.Of("c7");
        double[] Measured(bool[] known)
        {
            BlendRows rows = new() { Trees = trees, Sequence = sequence, Labels = known, Customers = customers };
            return CustomerFolds.Calibrated(takes => FitBlend.Again(rows, new Blend(0, 1, 0, .5), takes), known, customers);
        }
        double[] before = Measured(labels), after = Measured([.. labels.Select((label, row) => CustomerFolds.Of(customers[row]) == fold ? row % 2 == 0 : label)]);
        for (int row = 0; row < trees.Length; row++)
        {
            if (CustomerFolds.Of(customers[row]) == fold)
                Assert.Equal(before[row], after[row]);
        }
    }

    [Fact]
    public void The_labels_of_a_customer_have_no_say_in_that_customers_own_probabilities()
    {
        Random random = new(6);
        double[] scores = [.. Enumerable.Range(0, 4_000).Select(_ => random.NextDouble())];
        bool[] labels = [.. scores.Select(score => random.NextDouble() < score / 4)];
        string[] customers = [.. scores.Select((_, row) => $"c{row % 40}")];
        double[] before = CustomerFolds.Calibrated(_ => scores, labels, customers);
        int fold = CustomerFolds.Of("c7");
        bool[] redrawn = [.. labels.Select((label, row) => CustomerFolds.Of(customers[row]) == fold ? row % 2 == 0 : label)];
        double[] after = CustomerFolds.Calibrated(_ => scores, redrawn, customers);
        for (int row = 0; row < scores.Length; row++)
            Assert.Equal(CustomerFolds.Of(customers[row]) == fold, before[row] == after[row]);
    }
}
