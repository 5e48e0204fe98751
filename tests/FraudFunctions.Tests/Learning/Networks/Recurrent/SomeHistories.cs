using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning.Networks.Recurrent;

/// <summary>
/// Customers who pay high or low by chance, three times a day; a low payment after two high ones is a fraud. No column tells it, only memory can.
/// </summary>
internal static class SomeHistories
{
    internal static readonly FeatureSchema Schema = FeatureSchema.Payments();
    internal static readonly TimeSpan Maturity = TimeSpan.FromDays(2);

    /// <summary>Labels become known a day after the payment, but those of a tenth of the frauds only after twenty.</summary>
    internal static FeatureTable Table(int customers, int payments, ulong seed)
    {
        int amountColumn = Column("amount"), hourColumn = Column("hour"), rows = customers * payments;
        float[] values = new float[rows * Schema.Width];
        Array.Fill(values, float.NaN);
        (bool[] labels, string[] ids, DateTimeOffset[] times, ReadOnlyMemory<Word>[] words) = (new bool[rows], new string[rows], new DateTimeOffset[rows], new ReadOnlyMemory<Word>[rows]);
        int[] highs = new int[customers];
        Chance chance = new(seed);
        for (int row = 0; row < rows; row++)
        {
            int customer = row % customers;
            bool high = chance.Hits(.4);
            times[row] = Given.Morning.AddHours(row / customers * 8).AddSeconds(customer);
            ids[row] = $"c{customer}";
            values[row * Schema.Width + amountColumn] = (float)chance.Between(high ? 60 : 20.0, high ? 100 : 50.0);
            values[row * Schema.Width + hourColumn] = chance.Hits(.1) ? float.NaN : (float)chance.Between(0.0, 24.0);
            labels[row] = !high && highs[customer] >= 2;
            highs[customer] = high ? highs[customer] + 1 : 0;
            if (labels[row])
                words[row] = new[] { new Word(Verdict.Fraud, LabelSource.Final, times[row].AddDays(chance.Hits(.1) ? 20 : 1)) };
        }
        return new FeatureTable
        {
            Schema = Schema,
            Rows = new Dataset
            {
                FeatureNames = [.. Schema.Columns.Select(column => column.Name)],
                Features = new Matrix(rows, Schema.Width, values),
                Labels = labels,
                CustomerIds = ids,
                Times = times,
            },
            Words = words,
            Scenarios = new string?[rows],
        };
    }

    private static int Column(string name) => Schema.Columns.Index().First(pair => pair.Item.Name == name).Index;
}
