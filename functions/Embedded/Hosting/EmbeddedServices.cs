using System.Net;
using System.Text.Json;
using FraudFunctions.Embedded.Durable;
using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Http;
using FraudFunctions.Embedded.Invocations;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Embedded.Streams;
using FraudFunctions.Embedded.Timers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FraudFunctions.Embedded.Hosting;

/// <summary>What the embedded runtime puts into the app's container.</summary>
internal static class EmbeddedServices
{
    /// <summary>Before the app's own: so the log opens first and closes last.</summary>
    public static void AddFirst(WebApplicationBuilder web)
    {
        web.Logging.AddConfiguration(web.Configuration.GetSection("Logging")).AddSimpleConsole(console => console.SingleLine = true);
        web.Services.AddRouting();
        web.Services.AddOptions<EmbeddedOptions>().BindConfiguration(EmbeddedOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        web.Services.AddOptions<JsonSerializerOptions>().Configure(json => json.PropertyNameCaseInsensitive = true);
        web.Services.AddSingleton(OpenLog);
        web.Services.AddHostedService<LogLifetime>();
        Listen(web);
    }

    /// <summary>After the app's own: so functions run only when the app has started, and stop before it stops.</summary>
    public static void AddLast(IServiceCollection services, FunctionCatalog catalog, FunctionPipeline pipeline, HostJson hostJson)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(catalog);
        services.AddSingleton(pipeline);
        services.AddSingleton(hostJson);
        services.AddSingleton<StreamOutputs>();
        services.AddSingleton<FunctionInvoker>();
        services.AddSingleton<DeadLetters>();
        services.AddSingleton<BatchRunner>();
        services.AddSingleton<Supervision>();
        services.AddSingleton<StreamLimits>();
        services.AddSingleton<StreamPumps>();
        services.AddSingleton<TimerLoops>();
        services.AddSingleton<HttpEndpoints>();
        services.AddSingleton<StreamStatus>();
        DurableServices.Add(services);
        services.AddSingleton(provider => new EmbeddedRuntime(catalog, provider.GetRequiredService<StreamStatus>(), provider.GetRequiredService<IServer>()));
        services.AddHostedService(provider => provider.GetRequiredService<TimerLoops>());
        services.AddHostedService(provider => provider.GetRequiredService<StreamPumps>());
    }

    private static EventLog OpenLog(IServiceProvider provider)
    {
        EmbeddedOptions options = provider.GetRequiredService<IOptions<EmbeddedOptions>>().Value;
        return EventLog.Open(
            new EventLogOptions
            {
                Folder = Path.GetFullPath(options.DataFolder, provider.GetRequiredService<IHostEnvironment>().ContentRootPath),
                Partitions = options.Partitions,
                MaxEventBytes = options.MaxEventBytes,
                Retention = options.Retention,
                ReadOnly = options.ReadOnly,
            },
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EventLog>>());
    }

    /// <summary>Loopback only, whatever ASPNETCORE_URLS says: functions' keys are not checked here.</summary>
    private static void Listen(WebApplicationBuilder web)
    {
        web.WebHost.UseKestrelCore();
        web.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<EmbeddedOptions>>((kestrel, embedded) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, embedded.Value.Port);
        });

        Type kestrel = web.Services.Last(service => service.ServiceType == typeof(IServer)).ImplementationType!;
        web.Services.Replace(ServiceDescriptor.Singleton(provider => provider.GetRequiredService<IOptions<EmbeddedOptions>>().Value.Http
            ? (IServer)ActivatorUtilities.CreateInstance(provider, kestrel)
            : new SilentServer()));
    }
}
