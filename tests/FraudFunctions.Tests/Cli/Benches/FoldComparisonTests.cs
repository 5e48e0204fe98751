using FraudFunctions.Cli.Benches;
using FraudFunctions.Tests.Learning;

namespace FraudFunctions.Tests.Cli.Benches;

public sealed class FoldComparisonTests
{
    [Fact]
    public async Task Without_XGBoost_the_table_says_why()
    {
        var rows = SomeRows.Frauds(400, 3, seed: 41);
        var absent = new XgboostFold("a", "b") { Pythons = ["no-such-python"] };
        var comparison = await FoldComparison.RunAsync(rows, rows, 1, TimeProvider.System, absent, TestContext.Current.CancellationToken);
        Assert.Equal(3, comparison.Results.Count);
        Assert.Contains("No XGBoost: none of no-such-python can import it.", comparison.ToTable());
        Assert.Contains("| ours, 255 class-balanced cuts |", comparison.ToTable());
    }

    [Fact]
    public void Times_are_given_as_a_multiple_of_ours()
    {
        var table = new FoldComparison { Results = [new("ours", .5, .9, .1), new("theirs", .51, .91, .25)] }.ToTable();
        Assert.Contains("| theirs | 0.5100 | 0.9100 | 0.250 | 2.50 |", table);
    }
}
