using FraudFunctions.Learning.Training;

namespace FraudFunctions.Tests.Learning.Training;

/// <summary>A measure must not be taken on what it was fitted to.</summary>
public sealed class CustomerFoldsTests
{
    [Fact]
    public void The_labels_of_a_customer_have_no_say_in_that_customers_own_probabilities()
    {
        Random random = new(6);
        double[] scores = [.. Enumerable.Range(0, 4_000).Select(_ => random.NextDouble())];
        bool[] labels = [.. scores.Select(score => random.NextDouble() < score / 4)];
        string[] customers = [.. scores.Select((_, row) => $"c{row % 40}")];
        double[] before = CustomerFolds.Calibrated(scores, labels, customers);
        int fold = CustomerFolds.Of("c7");
        bool[] redrawn = [.. labels.Select((label, row) => CustomerFolds.Of(customers[row]) == fold ? row % 2 == 0 : label)];
        double[] after = CustomerFolds.Calibrated(scores, redrawn, customers);
        for (int row = 0; row < scores.Length; row++)
            Assert.Equal(CustomerFolds.Of(customers[row]) == fold, before[row] == after[row]);
    }
}
