using FraudFunctions.App.Decisions;
using FraudFunctions.App.Stores.Sqlite;
using FraudFunctions.Embedded;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Engine.Decisions;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FraudFunctions.Cli.Hosting;

/// <summary>How the app is hosted by a verb.</summary>
internal sealed record HostingOptions
{
    public required string DataFolder { get; init; }
    public bool Http { get; init; } = true;
    public int Port { get; init; } = 7071;
    public int Partitions { get; init; } = 8;

    /// <summary>To look at the event log and leave it as it is.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Only these functions run; null for all.</summary>
    public IReadOnlyList<Type>? Functions { get; init; }

    /// <summary>Settings of the app that this verb needs otherwise, as <c>Section:Name=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}

/// <summary>The function app, running in this process on the embedded runtime.</summary>
internal sealed class AppHost : IAsyncDisposable
{
    private bool started;

    private readonly IHost host;

    private AppHost(IHost host) => this.host = host;

    public EventLog Events => host.Services.GetRequiredService<EventLog>();

    public EmbeddedRuntime Runtime => host.Services.GetRequiredService<EmbeddedRuntime>();

    public T Get<T>() where T : notnull => host.Services.GetRequiredService<T>();

    /// <summary>Builds the app without running it: stores and log are open, functions are not.</summary>
    public static AppHost Build(HostingOptions options)
    {
        FunctionsApplicationBuilder builder = App.Program.CreateBuilder(
        [
            $"--Embedded:DataFolder={Path.GetFullPath(options.DataFolder)}",
            $"--Embedded:Port={options.Port}",
            $"--Embedded:Http={options.Http}",
            $"--Embedded:Partitions={options.Partitions}",
            $"--Embedded:ReadOnly={options.ReadOnly}",
            $"--Stores:Folder={Path.GetFullPath(options.DataFolder)}",
            "--Identity:Demo=true",
            "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Warning",
            // What keeps it from starting is told by the command itself.
            "--Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host=None",
            .. options.Settings.Select(setting => "--" + setting),
        ]);
        if (options.Functions is not null)
            builder.Properties[EmbeddedProperties.FunctionTypes] = options.Functions.ToArray();
        return new AppHost(builder.Build());
    }

    public static async Task<AppHost> StartAsync(HostingOptions options, CancellationToken cancellation)
    {
        AppHost app = Build(options);
        try
        {
            app.Get<SqliteDocuments>().OpenAll();
            DecisionBasis basis = await app.Get<ActiveBasis>().GetAsync(cancellation);
            if (basis.Model is null)
                Console.Error.WriteLine("There is no model yet: only rules and lists decide, and what they let pass is approved. 'train FILE' makes one; a running app takes it up within seconds.");
            await app.host.StartAsync(cancellation);
            app.started = true;
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs until the token says stop.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        await using CancellationTokenRegistration stop = cancellation.Register(() => host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication());
        await host.WaitForShutdownAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        // A host that never started cannot be stopped, and trying would hide why it did not.
        if (started)
            await host.StopAsync();
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            host.Dispose();
    }
}
