using FraudFunctions.App.Stores;
using FraudFunctions.App.Stores.Sqlite;
using FraudFunctions.Embedded;
using FraudFunctions.Embedded.Journal;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace FraudFunctions.Tests.App;

/// <summary>The whole app on the embedded runtime, in a folder of its own, with whatever a test wants to be different.</summary>
internal sealed class AppUnderTest : IAsyncDisposable
{
    private readonly IHost host;
    private readonly TemporaryFolder? own;

    private AppUnderTest(IHost host, TemporaryFolder? own) => (this.host, this.own) = (host, own);

    public IDocuments Documents => Get<IDocuments>();

    public SqliteDocuments Sqlite => Get<SqliteDocuments>();

    public EventLog Events => Get<EventLog>();

    public EmbeddedRuntime Runtime => Get<EmbeddedRuntime>();

    public T Get<T>() where T : notnull => host.Services.GetRequiredService<T>();

    /// <summary>Built but not running: its parts can be called one by one.</summary>
    public static AppUnderTest Build(string? folder = null, Func<IDocuments, IDocuments>? documents = null, Action<FunctionsApplicationBuilder>? configure = null, params string[] settings)
    {
        TemporaryFolder? own = folder is null ? new TemporaryFolder() : null;
        folder ??= own!.Path;
        FunctionsApplicationBuilder builder = global::FraudFunctions.App.Program.CreateBuilder(
        [
            $"--Embedded:DataFolder={folder}", "--Embedded:Port=0", $"--Stores:Folder={folder}", "--Identity:Demo=true", "--Decisions:CallMaxAgeMinutes=100000000", "--Logging:LogLevel:Default=None",
            .. settings,
        ]);
        if (documents is not null)
            builder.Services.Replace(ServiceDescriptor.Singleton(services => documents(services.GetRequiredService<SqliteDocuments>())));
        configure?.Invoke(builder);
        return new AppUnderTest(builder.Build(), own);
    }

    public async Task<AppUnderTest> StartAsync()
    {
        await host.StartAsync();
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
        own?.Dispose();
    }
}
