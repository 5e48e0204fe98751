using System.Text;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.Embedded.Journal;

namespace FraudFunctions.Cli.Hosting;

/// <summary>Follows the stream of decisions from now on, without being one of its consumer groups.</summary>
internal sealed class DecisionTail
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(50);

    private readonly EventLog events;
    private readonly long[] next;

    public DecisionTail(EventLog events)
    {
        this.events = events;
        next = [.. events.Ranges(Topics.Decisions).Select(range => range.Next)];
    }

    /// <summary>Decisions as they fall, until the token says stop.</summary>
    public async IAsyncEnumerable<DecisionMade> FollowAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            bool any = false;
            for (int partition = 0; partition < next.Length; partition++)
            {
                foreach (LoggedEvent one in await events.ReadAsync(Topics.Decisions, partition, next[partition], 100, CancellationToken.None))
                {
                    any = true;
                    next[partition] = one.Sequence + 1;
                    yield return DecisionMade.FromJson(Encoding.UTF8.GetString(one.Body.Span));
                }
            }
            if (!any)
                await Task.Delay(pause, cancellation).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
