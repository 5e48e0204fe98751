using FraudFunctions.Embedded.Hosting;
using Microsoft.Extensions.Options;

namespace FraudFunctions.Embedded.Streams;

/// <summary>How much of a stream a function is given at once.</summary>
internal sealed class StreamLimits(HostJson hostJson, IOptions<EmbeddedOptions> options)
{
    /// <summary>Batches of one function that run at once.</summary>
    public int Workers => options.Value.Workers;

    public int BatchSize(StreamTrigger trigger) => trigger.Batched ? hostJson.MaxEventBatchSize : 1;

    /// <summary>Events of one partition that are held in memory for a function.</summary>
    public int ReadAhead(StreamTrigger trigger) => Math.Max(BatchSize(trigger), hostJson.PrefetchCount);
}
