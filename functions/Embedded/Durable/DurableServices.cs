using FraudFunctions.Embedded.Durable.Client;
using FraudFunctions.Embedded.Durable.Running;
using FraudFunctions.Embedded.Durable.Store;
using FraudFunctions.Embedded.Durable.Turns;
using FraudFunctions.Embedded.Journal;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Embedded.Durable;

/// <summary>What durable orchestrations put into the app's container.</summary>
internal static class DurableServices
{
    public static void Add(IServiceCollection services)
    {
        // The event log holds the data folder's lock.
        services.AddSingleton(provider => new DurableStore(Path.Combine(provider.GetRequiredService<EventLog>().Folder, "durable.db")));
        services.AddSingleton<DataConverter, JsonTexts>();
        services.AddSingleton<Orchestrators>();
        services.AddSingleton<StatusWatch>();
        services.AddSingleton<Orchestrations>();
        services.AddSingleton<Activities>();
        services.AddSingleton<DurableTimers>();
        services.AddSingleton<StoredOrchestrations>();
        services.AddSingleton<DurableTaskClient>(provider => provider.GetRequiredService<StoredOrchestrations>());
        services.AddSingleton<DurableHost>();
        services.AddHostedService(provider => provider.GetRequiredService<DurableHost>());
    }
}
