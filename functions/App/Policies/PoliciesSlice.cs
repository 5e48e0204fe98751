using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FraudFunctions.App.Policies;

/// <summary>Policies, and what another one would have cost.</summary>
public static class PoliciesSlice
{
    public static IHostApplicationBuilder AddPolicies(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DecisionLog>();
        builder.Services.AddSingleton<Candidates>();
        return builder;
    }
}
