using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Streams;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace FraudFunctions.Embedded;

/// <summary>The running app seen from the same process: what it runs, how far it is, and when it is done.</summary>
public sealed class EmbeddedRuntime
{
    private readonly FunctionCatalog catalog;
    private readonly StreamStatus streams;
    private readonly IServer server;

    internal EmbeddedRuntime(FunctionCatalog catalog, StreamStatus streams, IServer server)
    {
        this.catalog = catalog;
        this.streams = streams;
        this.server = server;
    }

    /// <summary>Where HTTP is served, with the port that was really taken; null before the start and without HTTP.</summary>
    public Uri? Address => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address ? new Uri(address) : null;

    public IReadOnlyList<FunctionFacts> Functions => [.. catalog.Functions.Select(function => function.Trigger.Describe(
        new FunctionFacts(function.Name, function.Trigger.Type) { Outputs = [.. function.Outputs.Streams.Select(stream => stream.Hub)] }))];

    /// <summary>Every partition of every hub, once per consumer group.</summary>
    public Task<IReadOnlyList<StreamFacts>> StreamsAsync(CancellationToken cancellation = default) => streams.ReadAsync(cancellation);

    /// <summary>
    /// Waits, once the host has started, until every function has handled everything that is in its hub, and everything
    /// that came of it. Is cancelled when the host stops first.
    /// </summary>
    public Task DrainAsync(CancellationToken cancellation = default) => streams.DrainAsync(cancellation);
}
