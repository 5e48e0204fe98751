using FraudFunctions.Embedded.Durable.Store;
using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Invocations;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.Embedded.Durable.Turns;

/// <summary>The app's orchestrators by name, and runs of them.</summary>
internal sealed class Orchestrators(FunctionCatalog catalog, FunctionPipeline pipeline, IServiceScopeFactory scopes, DataConverter converter)
{
    private readonly Dictionary<string, FunctionEntry> byName =
        catalog.With<OrchestrationTrigger>().ToDictionary(one => one.Trigger.Name, one => one.Function, StringComparer.OrdinalIgnoreCase);

    /// <summary>A run at the beginning of its history. The action is called when code of it turns up outside its turn.</summary>
    public OrchestratorRun Begin(InstanceRow row, Action<InstanceRow> strayed)
    {
        AsyncServiceScope scope = scopes.CreateAsyncScope();
        var scheduler = new TurnScheduler(() => strayed(row));
        var context = new OrchestratorContext(row, scheduler, converter, scope.ServiceProvider.GetRequiredService<ILoggerFactory>());
        return new OrchestratorRun(row, byName.GetValueOrDefault(row.Name), pipeline, scope, scheduler, context);
    }
}
