using System.Collections.Concurrent;
using System.Threading.Channels;
using FraudFunctions.Embedded.Durable.Store;
using FraudFunctions.Embedded.Durable.Turns;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SQLitePCL;

namespace FraudFunctions.Embedded.Durable.Running;

/// <summary>
/// Takes the turns of all instances: mail in, the orchestrator's code a step further, everything that came of it into
/// one transaction, and only then on to activities, timers and other instances.
/// </summary>
internal sealed class Orchestrations(DurableStore store, Orchestrators orchestrators, StatusWatch watch, TimeProvider clock, IOptions<EmbeddedOptions> options, ILogger<Orchestrations> log)
{
    // Turns whose outcome is on its way to the disk: enough for a large group, few enough to fit into memory.
    private const int TurnsInFlight = 4_096;

    private readonly ConcurrentDictionary<string, Slot> slots = new(StringComparer.Ordinal);
    private readonly Channel<Slot> ready = Channel.CreateUnbounded<Slot>();
    private readonly SemaphoreSlim inFlight = new(TurnsInFlight);
    private readonly TaskCompletionSource fault = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IdleSignal idle = new();
    private int kept;

    public Action<ActivityRow> ActivityAdded { get; set; } = _ => { };
    public Action<TimerRow> TimerAdded { get; set; } = _ => { };

    /// <summary>How many turns wait for a processor.</summary>
    public int Backlog => ready.Reader.Count;

    /// <summary>Hands a message to its instance. It is in the database already, or stands for something that is.</summary>
    public void Deliver(Message message)
    {
        while (true)
        {
            Slot slot = slots.GetOrAdd(message.Instance, id => new Slot(id));
            if (slot.Add(message) is not { } wake) continue;
            if (!wake) return;
            idle.Enter();
            ready.Writer.TryWrite(slot);
            return;
        }
    }

    /// <summary>Takes turns until the token says stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var workers = Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(() => WorkAsync(stop), CancellationToken.None)));
        await await Task.WhenAny(workers, fault.Task);
    }

    /// <summary>Completes when no instance has anything to do.</summary>
    public Task IdleAsync() => idle.Reached;

    /// <summary>Does what follows from something that is on the disk now.</summary>
    public void Follow(Consequences next)
    {
        foreach (Message message in next.Messages) Deliver(message);
        foreach (ActivityRow activity in next.Activities) ActivityAdded(activity);
        foreach (TimerRow timer in next.Timers) TimerAdded(timer);
        watch.Announce(next.Row.Id);
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                Slot slot = await ready.Reader.ReadAsync(stop);
                await inFlight.WaitAsync(stop);
                _ = TakeTurnAsync(slot);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private async Task TakeTurnAsync(Slot slot)
    {
        try
        {
            List<Message> mail = slot.TakeMail();
            try
            {
                await TakeTurnAsync(slot, mail);
            }
            catch (Exception damage) when (IsOfInstance(damage))
            {
                await EndDamagedAsync(slot, mail, damage);
            }

            (bool again, bool empty) = slot.EndTurn();
            if (empty) slots.TryRemove(new KeyValuePair<string, Slot>(slot.Instance, slot));
            if (again) ready.Writer.TryWrite(slot);
            else idle.Leave();
        }
        catch (Exception error)
        {
            fault.TrySetException(error);
        }
        finally
        {
            inFlight.Release();
        }
    }

    private async Task TakeTurnAsync(Slot slot, List<Message> mail)
    {
        TurnOutcome? outcome = await OutcomeAsync(slot, mail);
        if (outcome is { IsNothing: false })
        {
            Consequences next = await store.WriteAsync(writer => outcome.Write(writer, mail));
            slot.Run!.Written(outcome);
            await KeepOrDropAsync(slot, outcome);
            slot.PutFirst(next.Kept);
            Follow(next);
        }
        else
        {
            if (mail.Exists(message => message.Inbox > 0)) await store.WriteAsync(writer => Discard(writer, mail));
            await KeepOrDropAsync(slot, outcome);
        }
    }

    /// <summary>Whether a fault concerns one instance, so that all others go on: not when the store itself is at fault, or the process at its end.</summary>
    private static bool IsOfInstance(Exception fault) => fault switch
    {
        // What a damaged instance makes of its own rows: a turn that is there already, a text that is too long.
        SqliteException sqlite => (sqlite.SqliteErrorCode & 0xff) is raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH,
        IOException or ObjectDisposedException or OutOfMemoryException => false,
        _ => true,
    };

    /// <summary>Fails an instance whose history cannot be read or replayed. If not even that can be written, its mail stays in the inbox for whoever mends it.</summary>
    private async Task EndDamagedAsync(Slot slot, List<Message> mail, Exception damage)
    {
        await DropAsync(slot);
        try
        {
            InstanceRow? row = store.Read(reader => reader.Instance(slot.Instance));
            if (row is null || row.IsFinished)
            {
                await store.WriteAsync(writer => Discard(writer, mail));
                return;
            }

            TurnOutcome failed = TurnOutcome.Damaged(row with { Updated = clock.GetUtcNow() }, damage);
            Follow(await store.WriteAsync(writer => failed.Write(writer, mail)));
            log.LogError(damage, "Failed {Instance}, whose history cannot be read or replayed", slot.Instance);
        }
        catch (Exception unwritable) when (IsOfInstance(unwritable))
        {
            log.LogCritical(unwritable, "Set aside {Instance} until the next start: it can neither go on nor be failed", slot.Instance);
        }
    }

    /// <summary>Brings the instance to where it is and takes the turn; nothing for an instance that is not there or has ended.</summary>
    private ValueTask<TurnOutcome?> OutcomeAsync(Slot slot, List<Message> mail)
    {
        TaskFailureDetails? broken = null;
        if (slot.Run is null)
        {
            (InstanceRow? row, IReadOnlyList<Turn> turns) = store.Read(reader => reader.InstanceWithHistory(slot.Instance));
            if (row is null || row.IsFinished) return new((TurnOutcome?)null);
            slot.Run = orchestrators.Begin(row, Strayed);
            Interlocked.Increment(ref kept);
            broken = slot.Run.Replay(turns);
        }

        InstanceRow current = slot.Run.Row;
        Happening[] came = [.. mail.Where(message => message.Key == 0 || (message.Key == current.Key && message.Execution == current.Execution)).Select(message => message.Happening)];
        return new(slot.Run.TakeTurn(clock.GetUtcNow(), came, broken));
    }

    private async ValueTask KeepOrDropAsync(Slot slot, TurnOutcome? outcome)
    {
        if (slot.Run is not { } run) return;
        bool goesOn = outcome is { IsRenewed: false, Row.IsFinished: false };
        if (goesOn && run.AwaitsWork && Volatile.Read(ref kept) <= options.Value.OrchestrationsInMemory) return;
        await DropAsync(slot);
    }

    private async ValueTask DropAsync(Slot slot)
    {
        if (slot.Run is not { } run) return;
        slot.Run = null;
        Interlocked.Decrement(ref kept);
        try
        {
            await run.DisposeAsync();
        }
        catch (Exception error)
        {
            // The turn is on the disk by now: what the app's services do at their end changes nothing about it.
            log.LogWarning(error, "The services of {Instance} could not be disposed of", slot.Instance);
        }
    }

    private void Strayed(InstanceRow row) =>
        Deliver(new Message(row.Id, new Happening(What.BrokeReplay)) { Key = row.Key, Execution = row.Execution });

    private static bool Discard(StoreWriter writer, List<Message> mail)
    {
        foreach (Message message in mail)
        {
            if (message.Inbox > 0) writer.Take(message.Inbox);
        }

        return true;
    }
}
