using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Learning.Governance;
using FraudFunctions.Learning.Training;

namespace FraudFunctions.App.Retraining;

/// <summary>What is too large for a history: the snapshot of a run and what was measured on it. What is there already stands.</summary>
public sealed class RetrainingFiles(IFiles files)
{
    private const string Folder = "retraining/";
    private const int KeptRuns = 3;

    // Read by each step of a run; as long as there is memory for it, once.
    private readonly WeakReference<Tuple<string, TrainingSnapshot>> newest = new(null!);

    public static string SnapshotOf(RetrainingRun run) => $"{Folder}{run.InstanceId}/snapshot";

    /// <summary>Keeps a snapshot, or hands out the one that the same run has taken before.</summary>
    public async Task<TrainingSnapshot> KeepAsync(RetrainingRun run, Func<Task<TrainingSnapshot>> take, CancellationToken cancellation)
    {
        string name = SnapshotOf(run);
        if (await files.GetAsync(name, cancellation) is { } there)
            return TrainingSnapshot.FromBytes(there);
        TrainingSnapshot snapshot = await take();
        // Another attempt at the same step was faster: both go on with what it has taken.
        if (!await files.CreateAsync(name, snapshot.ToBytes(), cancellation))
            snapshot = TrainingSnapshot.FromBytes((await files.GetAsync(name, cancellation))!);
        newest.SetTarget(Tuple.Create(name, snapshot));
        return snapshot;
    }

    public async Task<TrainingSnapshot> GetAsync(string name, CancellationToken cancellation)
    {
        if (newest.TryGetTarget(out Tuple<string, TrainingSnapshot>? held) && held.Item1 == name)
            return held.Item2;
        byte[] content = await files.GetAsync(name, cancellation) ?? throw new InvalidDataException($"File '{name}' is missing.");
        TrainingSnapshot snapshot = TrainingSnapshot.FromBytes(content);
        newest.SetTarget(Tuple.Create(name, snapshot));
        return snapshot;
    }

    public Task KeepAsync(RetrainingRun run, Evaluation evaluation, CancellationToken cancellation)
        => files.CreateAsync(NameOf(run, evaluation.Measured.Model), JsonSerializer.SerializeToUtf8Bytes(evaluation, Json.Options), cancellation);

    public async Task<Evaluation?> FindAsync(RetrainingRun run, string? model, CancellationToken cancellation)
        => model is not null && await files.GetAsync(NameOf(run, model), cancellation) is { } content ? JsonSerializer.Deserialize<Evaluation>(content, Json.Options) : null;

    /// <summary>Deletes what runs before the last few have left: their models, reports and hashes are kept elsewhere.</summary>
    public async Task ForgetAsync(RetrainingRun newest, CancellationToken cancellation)
    {
        foreach (string name in await files.ListAsync(Folder, cancellation))
        {
            if (RetrainingRun.NumberOf(name[Folder.Length..].Split('/')[0]) is { } number && number <= newest.Number - KeptRuns)
                await files.DeleteAsync(name, cancellation);
        }
    }

    private static string NameOf(RetrainingRun run, string model) => $"{Folder}{run.InstanceId}/measured-{model}.json";
}

/// <summary>What was measured of a model, and which rows it was asked to explain.</summary>
public sealed record Evaluation(Measured Measured, IReadOnlyList<int> Explained);
