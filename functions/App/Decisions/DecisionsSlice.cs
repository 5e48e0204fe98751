using FraudFunctions.App.Approvals;
using FraudFunctions.App.Platform;
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
            .AddSingleton<ActiveBasis>()
            .AddSingleton<BasisArchive>()
            .AddSingleton<ShowDecision>()
            .AddSingleton<CustomerBook>()
            .AddSingleton<EntityBook>()
            .AddSingleton<DecisionDesk>()
            .AddSingleton<LabelDesk>()
            .AddSingleton<EarlyLabels>()
            .AddSingleton<VerifyDecisions>()
            .AddSingleton<SeedStates>()
            .AddSingleton<IdempotencyKeys>()
            .AddSingleton<FallbackDecision>()
            .AddSingleton<IApprovedEffect>(services => new PromoteVersion(GuardedOperation.PromoteRules, RulebookPart.Rules, services.GetRequiredService<Rulebook>()))
            .AddSingleton<IApprovedEffect>(services => new PromoteVersion(GuardedOperation.PromoteLists, RulebookPart.Lists, services.GetRequiredService<Rulebook>()))
            .AddSingleton<IApprovedEffect>(services => new PromoteVersion(GuardedOperation.PromotePolicy, RulebookPart.Policy, services.GetRequiredService<Rulebook>()));
        return builder;
    }
}
