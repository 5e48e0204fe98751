namespace FraudFunctions.Learning.Simulation.Flow;

/// <summary>
/// What is still to happen, in order of time. A day's moves are written down in any order and sorted once; whatever is
/// planned beyond the day, or while it runs, waits in a queue.
/// </summary>
internal sealed class Agenda
{
    private const int IndexBits = 32;

    private readonly PriorityQueue<Move, (long Ticks, long Turn)> later = new();
    private Move[] moves = new Move[256];
    private ulong[] order = new ulong[256];
    private long start, end, now;
    private int count, next;
    private long turn;
    private bool isRunning;

    public void Open(long dayTicks)
    {
        (start, end, now) = (dayTicks, dayTicks + TimeSpan.TicksPerDay, dayTicks);
        (count, next, isRunning) = (0, 0, false);
    }

    /// <summary>Plans a move; one for before the present happens at once.</summary>
    public void Add(in Move move)
    {
        // Whole milliseconds: what the files can say.
        long ticks = Math.Max(now, move.Ticks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond);
        if (isRunning || ticks >= end)
        {
            later.Enqueue(move with { Ticks = ticks }, (ticks, turn++));
            return;
        }

        if (count == moves.Length)
        {
            Array.Resize(ref moves, count * 2);
            Array.Resize(ref order, count * 2);
        }

        moves[count] = move with { Ticks = ticks };
        // The moment in milliseconds and the index in one number: sorted fast, and never a tie.
        order[count] = (ulong)((ticks - start) / TimeSpan.TicksPerMillisecond) << IndexBits | (uint)count;
        count++;
    }

    /// <summary>An appointment: at that time, go on with the story.</summary>
    public void At(long ticks, FollowUp then) => Add(new Move { Ticks = ticks, Person = null, Then = then });

    /// <summary>The day begins; from here on new moves go to the queue.</summary>
    public void Sort()
    {
        order.AsSpan(0, count).Sort();
        isRunning = true;
    }

    /// <summary>The earliest move left of this day.</summary>
    public bool TryNext(out Move move)
    {
        bool hasLater = later.TryPeek(out _, out var first) && first.Ticks < end;
        if (next < count)
        {
            ref var planned = ref moves[(int)(uint)order[next]];
            if (!hasLater || planned.Ticks <= first.Ticks)
            {
                move = planned;
                next++;
                now = move.Ticks;
                return true;
            }
        }

        move = hasLater ? later.Dequeue() : default;
        if (hasLater)
            now = move.Ticks;
        return hasLater;
    }
}
