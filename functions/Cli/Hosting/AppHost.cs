using FraudFunctions.Embedded;
using FraudFunctions.Embedded.Journal;
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
}

/// <summary>The function app, running in this process on the embedded runtime.</summary>
internal sealed class AppHost : IAsyncDisposable
{
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
            $"--Stores:Folder={Path.GetFullPath(options.DataFolder)}",
            "--Identity:Demo=true",
            "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Warning",
        ]);
        return new AppHost(builder.Build());
    }

    public static async Task<AppHost> StartAsync(HostingOptions options, CancellationToken cancellation)
    {
        AppHost app = Build(options);
        await app.host.StartAsync(cancellation);
        return app;
    }

    /// <summary>Runs until the token says stop.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        await using CancellationTokenRegistration stop = cancellation.Register(() => host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication());
        await host.WaitForShutdownAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            host.Dispose();
    }
}
