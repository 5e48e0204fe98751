using FraudFunctions.Embedded.Durable.Store;
using FraudFunctions.Embedded.Hosting;
using Microsoft.Extensions.Hosting;

namespace FraudFunctions.Embedded.Durable.Running;

/// <summary>Runs orchestrations, activities and timers from the host's start to its stop, beginning with what was left from last time.</summary>
internal sealed class DurableHost(DurableStore store, Orchestrations orchestrations, Activities activities, DurableTimers timers, Supervision supervision) : IHostedService, IDisposable
{
    private const int PageSize = 1_000;

    private readonly CancellationTokenSource closing = new();
    private Task turns = Task.CompletedTask;
    private Task work = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        orchestrations.ActivityAdded = activities.Add;
        orchestrations.TimerAdded = timers.Add;
        TakeUp();
        turns = supervision.RunAsync("orchestrations", () => orchestrations.RunAsync(closing.Token));
        work = Task.WhenAll(
            supervision.RunAsync("activities", () => activities.RunAsync(supervision.Shutdown, orchestrations.Deliver)),
            supervision.RunAsync("durable timers", () => timers.RunAsync(supervision.Shutdown, orchestrations)));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => supervision.DrainAsync(
        async () =>
        {
            // What the last activities came to is written down; what would follow waits for the next start.
            await work;
            await Task.WhenAny(orchestrations.IdleAsync(), turns);
            await closing.CancelAsync();
            await turns;
        },
        cancellationToken);

    public void Dispose() => closing.Dispose();

    private void TakeUp()
    {
        IReadOnlyList<(long Key, string Id, int Execution)> ready = [];
        do
        {
            ready = store.Read(reader => reader.Ready(ready.Count == 0 ? 0 : ready[^1].Key, PageSize));
            foreach ((long key, string id, int execution) in ready) orchestrations.Deliver(new Message(id, new Happening(What.Started)) { Key = key, Execution = execution });
        }
        while (ready.Count == PageSize);

        IReadOnlyList<Message> messages = [];
        do
        {
            messages = store.Read(reader => reader.Inbox(messages.Count == 0 ? 0 : messages[^1].Inbox, PageSize));
            foreach (Message message in messages) orchestrations.Deliver(message);
        }
        while (messages.Count == PageSize);

        IReadOnlyList<ActivityRow> cutOff = [];
        do
        {
            cutOff = store.Read(reader => cutOff.Count == 0 ? reader.Activities(0, -1, PageSize) : reader.Activities(cutOff[^1].Key, cutOff[^1].Step, PageSize));
            foreach (ActivityRow activity in cutOff) activities.Add(activity);
        }
        while (cutOff.Count == PageSize);
    }
}
