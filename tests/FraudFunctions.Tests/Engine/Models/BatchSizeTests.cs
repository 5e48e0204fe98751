using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.State;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Tests.Flows;

namespace FraudFunctions.Tests.Engine.Models;

/// <summary>A decision is derived again by itself that was made among hundreds: who else was in the batch must not change a bit.</summary>
public sealed class BatchSizeTests
{
    [Fact]
    public void A_row_scores_alike_to_the_last_bit_alone_and_in_any_batch()
    {
        TrainedBank bank = TrainedBank.Instance;
        FeatureTable table = bank.TableWith(bank.Next.Take(300));
        using ScoringModel model = ScoringModel.Load(bank.Model.Card, bank.Model.Files);
        int width = table.Rows.Features.Width;
        ReadOnlyMemory<float> rows = table.Rows.Features.Values[^(300 * width)..];
        ScoredRow[] together = Score(model, rows.Span, 300);
        List<string> differences = [];
        foreach (int size in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 16, 17, 31, 64, 100, 255])
        {
            for (int from = 0; from + size <= 300; from += size)
            {
                ScoredRow[] some = Score(model, rows.Span.Slice(from * width, size * width), size);
                for (int i = 0; i < size; i++)
                {
                    if (some[i].Scores != together[from + i].Scores)
                        differences.Add($"{size}: row {from + i}: {some[i].Scores} {together[from + i].Scores}");
                }
            }
        }
        Assert.True(differences.Count == 0, $"{differences.Count} differ\n{string.Join('\n', differences.GroupBy(one => one[..one.IndexOf(':')]).Select(group => $"{group.Count()} at {group.First()}"))}");
    }

    private static ScoredRow[] Score(ScoringModel model, ReadOnlySpan<float> rows, int count)
        => model.Score(rows, model.Step(rows, [.. Enumerable.Range(0, count).Select(_ => new CustomerState())]));
}
