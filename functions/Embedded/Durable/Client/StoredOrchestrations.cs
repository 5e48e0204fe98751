using DurableTask.Core.Exceptions;
using FraudFunctions.Embedded.Durable.Running;
using FraudFunctions.Embedded.Durable.Store;
using FraudFunctions.Embedded.Durable.Turns;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.Embedded.Durable.Client;

/// <summary>The client of the orchestrations in this process. What it starts or says is on the disk when its call returns.</summary>
internal sealed class StoredOrchestrations(DurableStore store, Orchestrations orchestrations, StatusWatch watch, DurableTimers timers, DataConverter converter, TimeProvider clock, IServer server)
    : DurableTaskClient("")
{
    /// <summary>Where the routes for steering orchestrations begin; empty without HTTP.</summary>
    public string WebhookAddress => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address ? address + DurableEndpoints.Root : "";

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        DateTimeOffset now = clock.GetUtcNow();
        string id = options?.InstanceId ?? Guid.CreateVersion7(now).ToString("N");
        InstanceIds.Check(id);
        var wanted = new InstanceRow
        {
            Key = 0,
            Id = id,
            Name = orchestratorName,
            Created = now,
            Updated = now,
            StartAt = options?.StartAt > now ? options.StartAt.Value.ToUniversalTime() : null,
            Input = converter.Serialize(input),
            Tags = options?.Tags,
        };
        OrchestrationRuntimeStatus[]? dedupe = options?.DedupeStatuses?.Select(Dedupe).ToArray();
        InstanceRow there = await store.WriteAsync(writer => writer.Create(wanted, dedupe));
        if (there.Key == 0) throw new OrchestrationAlreadyExistsException($"An orchestration with the id '{id}' exists already and is {there.Status}.");
        if (there.StartAt is { } start) timers.Add(new TimerRow(start.UtcDateTime, there.Key, 0, id, TimerRow.Start));
        else orchestrations.Deliver(TurnOutcome.Started(there));
        watch.Announce(id);
        return id;
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return SendAsync(instanceId, new Happening(What.EventRaised) { Name = eventName, Text = converter.Serialize(eventPayload) }, cancellation);
    }

    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new Happening(What.Terminated) { Text = converter.Serialize(options?.Output), Flag = options?.Recursive == true }, cancellation);

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new Happening(What.Suspended) { Text = reason }, cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new Happening(What.Resumed) { Text = reason }, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, row => row.Status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, row => row.IsFinished, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(store.Read(reader => reader.Instance(instanceId)) is { } row ? Metadata(row, getInputsAndOutputs) : null);
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => new InstancePages(store, this, filter ?? new OrchestrationQuery());

    public override async Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new PurgeResult(await store.WriteAsync(writer => writer.PurgeFinished(instanceId, options?.Recursive == true)), true);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var wanted = new InstanceFilter { CreatedFrom = filter.CreatedFrom, CreatedTo = filter.CreatedTo, Statuses = filter.Statuses?.ToArray() };
        int count = 0;
        long last = 0;
        while (store.Read(reader => reader.Find(wanted, last, OrchestrationQuery.DefaultPageSize)) is { Count: > 0 } page)
        {
            cancellation.ThrowIfCancellationRequested();
            last = page[^1].Key;
            count += await store.WriteAsync(writer => page.Sum(row => writer.PurgeFinished(row.Id, options?.Recursive == true)));
        }

        return new PurgeResult(count, true);
    }

    public override async Task<string> RestartAsync(string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        InstanceRow row = store.Read(reader => reader.Instance(instanceId)) ?? throw new ArgumentException($"There is no orchestration '{instanceId}'.", nameof(instanceId));
        return await ScheduleNewOrchestrationInstanceAsync(row.Name, row.Input is null ? null : converter.Deserialize<System.Text.Json.JsonElement>(row.Input), restartWithNewInstanceId ? null : new StartOrchestrationOptions(instanceId), cancellation);
    }

    public override Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null, DateTimeOffset? completedTimeFrom = null, DateTimeOffset? completedTimeTo = null,
        int pageSize = OrchestrationQuery.DefaultPageSize, string? lastInstanceKey = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var filter = new InstanceFilter
        {
            UpdatedFrom = completedTimeFrom,
            UpdatedTo = completedTimeTo,
            Statuses = runtimeStatus?.ToArray() ?? [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated],
        };
        IReadOnlyList<InstanceRow> rows = store.Read(reader => reader.Find(filter, InstancePages.After(lastInstanceKey), pageSize));
        return Task.FromResult(new Page<string>([.. rows.Select(row => row.Id)], rows.Count == pageSize ? InstancePages.TokenOf(rows) : null));
    }

    /// <summary>The history of an instance's present run.</summary>
    public (InstanceRow? Row, IReadOnlyList<Turn> Turns) History(string instanceId) => store.Read(reader => reader.InstanceWithHistory(instanceId));

    public OrchestrationMetadata Metadata(InstanceRow row, bool all) => new(row.Name, row.Id)
    {
        RuntimeStatus = row.Status,
        CreatedAt = row.Created,
        LastUpdatedAt = row.Updated,
        Tags = row.Tags ?? new Dictionary<string, string>(),
        DataConverter = all ? converter : null,
        SerializedInput = all ? row.Input : null,
        SerializedOutput = all ? row.Output : null,
        SerializedCustomStatus = all ? row.CustomStatus : null,
        FailureDetails = all ? row.Failure : null,
    };

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>To an instance that is not there or has ended, nothing is sent.</summary>
    private async Task SendAsync(string instance, Happening happening, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentException.ThrowIfNullOrEmpty(instance);
        if (store.Read(reader => reader.Instance(instance)) is not { IsFinished: false }) return;
        orchestrations.Deliver(await store.WriteAsync(writer => writer.Post(new Message(instance, happening))));
    }

    private async Task<OrchestrationMetadata> WaitAsync(string instance, Func<InstanceRow, bool> reached, bool all, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed = watch.Next(instance);
            if (store.Read(reader => reader.Instance(instance)) is { } row && reached(row)) return Metadata(row, all);
            await changed.WaitAsync(cancellation);
        }
    }

    private static OrchestrationRuntimeStatus Dedupe(string status) =>
        Enum.TryParse(status, ignoreCase: true, out OrchestrationRuntimeStatus parsed) && StartOrchestrationOptionsExtensions.ValidDedupeStatuses.Contains(parsed)
            ? parsed
            : throw new ArgumentException($"'{status}' is no status by which starts are refused.");
}
