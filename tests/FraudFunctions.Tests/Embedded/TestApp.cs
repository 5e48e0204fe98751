using System.Collections.Concurrent;
using FraudFunctions.Embedded;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Embedded.Streams;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.Tests.Embedded;

/// <summary>A function app with the functions of a few types, in a folder of its own.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly IHost host;
    private HttpClient? client;
    private bool disposed;

    private TestApp(IHost host, CapturedLogs logs)
    {
        this.host = host;
        Logs = logs;
    }

    public CapturedLogs Logs { get; }
    public IServiceProvider Services => host.Services;
    public EventLog Log => Services.GetRequiredService<EventLog>();
    public DeadLetters DeadLetters => Services.GetRequiredService<DeadLetters>();
    public EmbeddedRuntime Runtime => Services.GetRequiredService<EmbeddedRuntime>();
    public HttpClient Client => client ??= new HttpClient { BaseAddress = Runtime.Address };

    public static FunctionsApplicationBuilder Builder(TempFolder folder, params Type[] functions) =>
        Arrange(FunctionsApplication.CreateBuilder([]), folder, functions);

    public static FunctionsApplicationBuilder Arrange(FunctionsApplicationBuilder builder, TempFolder folder, params Type[] functions)
    {
        builder.Properties[EmbeddedProperties.FunctionTypes] = functions;
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Embedded:DataFolder"] = folder.Path,
            ["Embedded:Port"] = "0",
            ["Embedded:Partitions"] = "4",
            // Whatever host.json lies about where the tests run.
            ["AzureFunctionsJobHost:extensions:http:routePrefix"] = "api",
            ["AzureFunctionsJobHost:extensions:eventHubs:maxEventBatchSize"] = "100",
            ["AzureFunctionsJobHost:extensions:eventHubs:prefetchCount"] = "300",
        });
        builder.Logging.ClearProviders();
        return builder;
    }

    public static Task<TestApp> StartAsync(TempFolder folder, Type functions, Action<FunctionsApplicationBuilder>? arrange = null) =>
        StartAsync(folder, [functions], builder =>
        {
            builder.Configuration["Embedded:Http"] = "false";
            arrange?.Invoke(builder);
        });

    public static async Task<TestApp> StartAsync(TempFolder folder, Type[] functions, Action<FunctionsApplicationBuilder> arrange)
    {
        FunctionsApplicationBuilder builder = Builder(folder, functions);
        var logs = new CapturedLogs();
        builder.Logging.AddProvider(logs);
        arrange(builder);
        var app = new TestApp(builder.Build(), logs);
        await app.host.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    public Task DrainAsync() => Runtime.DrainAsync(TestContext.Current.CancellationToken).Soon();

    public Task StopAsync() => host.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (disposed) return;
        disposed = true;
        client?.Dispose();
        await host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}

/// <summary>What was logged, with the exceptions.</summary>
internal sealed class CapturedLogs : ILoggerProvider
{
    public ConcurrentQueue<(LogLevel Level, string Message, Exception? Error)> Entries { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Logger(Entries);

    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<(LogLevel, string, Exception?)> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            entries.Enqueue((logLevel, formatter(state, exception), exception));
    }
}
