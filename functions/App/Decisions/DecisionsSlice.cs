using FraudFunctions.App.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FraudFunctions.App.Decisions;

/// <summary>Decisions, labels and what they rest on.</summary>
public static class DecisionsSlice
{
    public static IHostApplicationBuilder AddDecisions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<DecisionsOptions>().BindConfiguration("Decisions").ValidateDataAnnotations().ValidateOnStart();
        builder.Services
            .AddSingleton<Rulebook>()
            .AddSingleton<ModelRegistry>()
            .AddSingleton<ActiveBasis>()
            .AddSingleton<BasisArchive>()
            .AddSingleton<CustomerBook>()
            .AddSingleton<EntityBook>()
            .AddSingleton<DecisionDesk>()
            .AddSingleton<LabelDesk>()
            .AddSingleton<EarlyLabels>()
            .AddSingleton<VerifyDecisions>()
            .AddSingleton<SeedStates>()
            .AddSingleton<IdempotencyKeys>()
            .AddSingleton<FallbackDecision>();
        return builder;
    }
}
