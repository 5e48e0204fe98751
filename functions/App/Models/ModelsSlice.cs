using FraudFunctions.App.Approvals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FraudFunctions.App.Models;

/// <summary>Models, their roles, and what is known of each.</summary>
public static class ModelsSlice
{
    public static IHostApplicationBuilder AddModels(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ModelsOptions>().BindConfiguration("Models").ValidateDataAnnotations().ValidateOnStart();
        builder.Services
            .AddSingleton<RoleBook>()
            .AddSingleton<ModelRegistry>()
            .AddSingleton<ModelFindings>()
            .AddSingleton<EndShadow>()
            .AddSingleton<IApprovedEffect, PromoteModel>();
        return builder;
    }
}
