using FraudFunctions.Engine.Labels;
using FraudFunctions.Learning.Governance;

namespace FraudFunctions.Tests.Learning.Governance;

/// <summary>Each way to teach a model something false trips its own guard, and honest labels trip none.</summary>
public sealed class CheckLabelsTests
{
    private static readonly DateTimeOffset now = Given.Morning;

    /// <summary>Sixty days with 400 payments each, five of them frauds that the model had seen coming and that are labelled three days later.</summary>
    private static List<LabelledRow> Honest() =>
    [
        .. Enumerable.Range(0, 60).SelectMany(day => Enumerable.Range(0, 400).Select(i =>
        {
            DateTimeOffset time = now.AddDays(day - 60).AddMinutes(i);
            bool fraud = i < 5 && day < 57;
            Word[] words = fraud ? [new Word(Verdict.Fraud, LabelSource.EarlyFraudReport, time.AddDays(3))] : [];
            return new LabelledRow(time, $"m{i % 50}", fraud ? .3 : .001 * (i % 10), words);
        })),
    ];

    private static string[] Tripped(IReadOnlyList<LabelledRow> rows) => [.. CheckLabels.Of(new LabelLimits(), rows, now).Where(result => !result.Passed).Select(result => result.Gate)];

    /// <summary>Genuine payments of the last days that somebody calls fraud.</summary>
    private static List<LabelledRow> Poisoned(int perDay, Func<int, string> merchant, LabelSource source, double probability = .3)
    {
        List<LabelledRow> rows = Honest();
        for (int day = 1; day <= 6; day++)
        {
            for (int i = 0; i < perDay; i++)
                rows.Add(new LabelledRow(now.AddDays(-day - 1), merchant(i), probability, [new Word(Verdict.Fraud, source, now.AddDays(-day).AddMinutes(i))]));
        }
        return rows;
    }

    [Fact]
    public void Honest_labels_pass() => Assert.Empty(Tripped(Honest()));

    [Fact]
    public void Very_many_labels_of_a_day() => Assert.Contains("labelVolume", Tripped(Poisoned(80, i => $"m{i}", LabelSource.EarlyFraudReport)));

    [Fact]
    public void Very_many_labels_of_one_source() => Assert.Equal(["labelSource"], Tripped(Poisoned(8, i => $"m{i}", LabelSource.Analyst)));

    [Fact]
    public void Very_many_frauds_at_one_merchant() => Assert.Equal(["labelMerchant"], Tripped(Poisoned(8, _ => "victim", LabelSource.EarlyFraudReport)));

    [Fact]
    public void Frauds_that_nothing_had_announced() => Assert.Equal(["labelSurprise"], Tripped(Poisoned(10, i => $"m{i}", LabelSource.EarlyFraudReport, probability: .0001)));

    [Fact]
    public void Payments_that_are_called_both()
    {
        List<LabelledRow> rows =
        [
            .. Honest().Select(row => row.Words.Count == 1 && row.Words[0].Known > now.AddDays(-7)
                ? row with { Words = [.. row.Words, new Word(Verdict.Genuine, LabelSource.Analyst, row.Words[0].Known.AddMinutes(-1))] } : row),
        ];
        Assert.Equal(["labelContradiction"], Tripped(rows));
    }

    [Fact]
    public void What_becomes_known_later_changes_nothing()
    {
        List<LabelledRow> rows = Honest();
        List<LabelledRow> later = [.. rows.Select((row, i) => i % 3 == 0 ? row with { Words = [.. row.Words, new Word(Verdict.Fraud, LabelSource.Final, now.AddDays(1))] } : row)];
        Assert.Equal(CheckLabels.Of(new LabelLimits(), rows, now).Select(result => result.Sentence), CheckLabels.Of(new LabelLimits(), later, now).Select(result => result.Sentence));
    }
}
