using FraudFunctions.App.Retraining;
using FraudFunctions.App.Stores;
using FraudFunctions.Learning.Training;

namespace FraudFunctions.Tests.App.Retraining;

public sealed class RetrainingFilesTests
{
    private static readonly RetrainingRun fifth = new(5, "test", Given.Morning);

    private static TrainingSnapshot Empty(DateTimeOffset at) => TrainingSnapshot.Take([], "schema", at);

    [Fact]
    public async Task Of_two_snapshots_of_a_run_both_go_on_with_the_one_that_was_kept()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        RetrainingFiles files = app.Get<RetrainingFiles>();
        TrainingSnapshot kept = await files.KeepAsync(fifth, async () =>
        {
            await app.Get<IFiles>().CreateAsync(RetrainingFiles.SnapshotOf(fifth), Empty(Given.Morning).ToBytes());
            return Empty(Given.Morning.AddDays(1));
        }, default);
        Assert.Equal(Given.Morning, kept.At);
        Assert.Equal(Given.Morning, (await files.GetAsync(RetrainingFiles.SnapshotOf(fifth), default)).At);
    }

    [Fact]
    public async Task Of_old_runs_only_the_last_three_keep_their_files()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        IFiles files = app.Get<IFiles>();
        for (int run = 1; run <= 5; run++)
        {
            await files.PutAsync($"retraining/retraining~{run}/snapshot", new byte[1]);
            await files.PutAsync($"retraining/retraining~{run}/measured-m.json", new byte[1]);
        }
        await files.PutAsync("retraining/notes", new byte[1]);
        for (int attempt = 0; attempt < 2; attempt++)
            await app.Get<RetrainingFiles>().ForgetAsync(fifth, default);
        string[] left = [.. from run in new[] { 3, 4, 5 } from file in new[] { "measured-m.json", "snapshot" } select $"retraining/retraining~{run}/{file}"];
        Assert.Equal(["retraining/notes", .. left], await files.ListAsync("retraining/"));
    }
}
