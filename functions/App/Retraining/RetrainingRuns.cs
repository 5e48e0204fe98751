using System.Globalization;
using System.Text.Json;
using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OrchestrationAlreadyExists = DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;

namespace FraudFunctions.App.Retraining;

/// <summary>One retraining: what its orchestration is started with, and known by.</summary>
public sealed record RetrainingRun(long Number, string StartedBy, DateTimeOffset StartedAt)
{
    private const string Prefix = "retraining~";

    public string InstanceId => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Number}");

    /// <summary>The number of the run with that id; null when it is none.</summary>
    internal static long? NumberOf(string instanceId)
        => instanceId.StartsWith(Prefix, StringComparison.Ordinal) && long.TryParse(instanceId.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}

/// <summary>Which retraining was started last. One runs at a time.</summary>
public sealed class RetrainingRuns(IDocuments documents, TimeProvider clock)
{
    private static readonly DocumentKey key = new("retraining", "newest");

    public async Task<RetrainingRun?> NewestAsync(CancellationToken cancellation)
        => await documents.GetAsync(ModelRegistry.Container, key, cancellation) is { } document ? Read(document) : null;

    /// <summary>Starts a retraining, or says which one is running.</summary>
    public async Task<(RetrainingRun Run, bool IsNew)> StartAsync(DurableTaskClient client, string by, CancellationToken cancellation)
    {
        for (; ; )
        {
            Document? document = await documents.GetAsync(ModelRegistry.Container, key, cancellation);
            RetrainingRun? newest = document is null ? null : Read(document);
            if (newest is not null)
            {
                OrchestrationMetadata? instance = await client.GetInstanceAsync(newest.InstanceId, cancellation);
                // Written down, and then the process died before it was started.
                if (instance is null)
                    return (newest, await ScheduleAsync(client, newest, cancellation));
                if (!instance.IsCompleted)
                    return (newest, false);
            }
            RetrainingRun next = new((newest?.Number ?? 0) + 1, by, clock.GetUtcNow());
            byte[] body = JsonSerializer.SerializeToUtf8Bytes(next, Json.Options);
            Write write = document is null ? new Write.Create(key.Id, body) : new Write.Replace(key.Id, document.ETag, body);
            if ((await documents.CommitAsync(ModelRegistry.Container, new(key.Partition, [write]), cancellation)).Committed)
                return (next, await ScheduleAsync(client, next, cancellation));
        }
    }

    private static async Task<bool> ScheduleAsync(DurableTaskClient client, RetrainingRun run, CancellationToken cancellation)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(RetrainModels), run, new StartOrchestrationOptions(run.InstanceId), cancellation);
            return true;
        }
        catch (OrchestrationAlreadyExists)
        {
            return false;
        }
    }

    private static RetrainingRun Read(Document document) => JsonSerializer.Deserialize<RetrainingRun>(document.Body.Span, Json.Options)!;
}
