using FraudFunctions.Engine;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// Turns for those who write one customer's record at the same time and would only make each other start again. Several customers share a lane;
/// they wait for each other in vain, but briefly. Between instances of the app the ETag alone decides.
/// </summary>
internal sealed class CustomerLanes
{
    private readonly SemaphoreSlim[] lanes = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Waits for the lanes of all these customers; whoever takes several takes them in one order, so that nobody waits in a circle.</summary>
    public async Task<IDisposable> EnterAsync(IEnumerable<string> customerIds, CancellationToken cancellation)
    {
        List<SemaphoreSlim> entered = [];
        try
        {
            foreach (int lane in customerIds.Select(id => (int)(StableHash.Of(id) % (uint)lanes.Length)).Distinct().Order())
            {
                await lanes[lane].WaitAsync(cancellation);
                entered.Add(lanes[lane]);
            }
            return new Turn(entered);
        }
        catch
        {
            new Turn(entered).Dispose();
            throw;
        }
    }

    private sealed class Turn(List<SemaphoreSlim> entered) : IDisposable
    {
        public void Dispose()
        {
            foreach (SemaphoreSlim lane in entered)
                lane.Release();
        }
    }
}
