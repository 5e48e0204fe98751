using FraudFunctions.Engine.State;
using FraudFunctions.Learning.Simulation;

namespace FraudFunctions.Tests.Flows;

/// <summary>kill -9 at any moment: nothing is lost, nothing is applied twice.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task A_replay_that_is_killed_again_and_again_ends_like_one_that_was_not(int partitions)
    {
        using TemporaryFolder folder = new();
        string file = folder.Of("bank.csv");
        await using (StreamWriter writer = new(file))
            SimulationCsv.Write(Simulator.Run(new SimulationOptions { Customers = 150, Merchants = SimulationOptions.FewestMerchants, Days = 45, Seed = 11 }), writer);
        await CompareAsync(folder, ["replay", file], partitions, kills: 6, TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(1_800));
    }

    /// <summary>The long form, on a month of the handbook. -explicit only; it takes about ten minutes.</summary>
    [Theory(Explicit = true)]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Two_hundred_kills_in_a_month_of_the_handbook(int partitions)
    {
        using TemporaryFolder folder = new();
        string file = ReferenceData.Path("transactions/transactions_2018-04.csv.gz");
        await CompareAsync(folder, ["replay", file, "--map", "handbook"], partitions, kills: 200, TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(1_400));
    }

    private async Task CompareAsync(TemporaryFolder folder, string[] replay, int partitions, int kills, TimeSpan least, TimeSpan most)
    {
        string[] calm = [.. replay, "--data", folder.Of("calm"), "--partitions", $"{partitions}"];
        string[] killed = [.. replay, "--data", folder.Of("killed"), "--partitions", $"{partitions}"];
        (int exitCode, _, string error) = await CommandLine.RunAsync(calm);
        Assert.True(exitCode == 0, error);
        Random random = new(partitions);
        int done = 0;
        for (int kill = 0; kill < kills; kill++)
            done += await CommandLine.RunAndKillAsync(least + (most - least) * random.NextDouble(), killed) ? 1 : 0;
        (exitCode, string last, error) = await CommandLine.RunAsync(killed);
        Assert.True(exitCode == 0, error);
        output.WriteLine($"{kills - done} kills, {done} runs came to their end before theirs; the last one said:\n{last}");
        // A machine so fast that a run ends before it is killed has still been killed in the others.
        Assert.True(done < kills, "no run was killed before its end");

        (exitCode, string verified, _) = await CommandLine.RunAsync("verify", "--data", folder.Of("killed"));
        output.WriteLine(verified);
        Assert.True(exitCode == 0, verified);
        StoredStates wanted = await StoredStates.ReadAsync(folder.Of("calm"));
        StoredStates there = await StoredStates.ReadAsync(folder.Of("killed"));
        Assert.Equal((wanted.Decisions, wanted.Labels), (there.Decisions, there.Labels));
        Assert.Equal(wanted.Customers.Count, there.Customers.Count);
        Assert.All(wanted.Customers, pair => Assert.Equal(pair.Value, there.Customers[pair.Key]));
        Assert.Equal(wanted.Entities.Keys.Order(StringComparer.Ordinal), there.Entities.Keys.Order(StringComparer.Ordinal));
        Assert.All(wanted.Entities, pair =>
        {
            if (partitions == 1)
                Assert.Equal(StateFormat.Write(pair.Value), StateFormat.Write(there.Entities[pair.Key]));
            else
            {
                bool folded = StoredStates.IsFolded(pair.Value) || StoredStates.IsFolded(there.Entities[pair.Key]);
                Assert.Equal(StoredStates.CountsOf(pair.Value, folded), StoredStates.CountsOf(there.Entities[pair.Key], folded));
            }
        });
    }
}
