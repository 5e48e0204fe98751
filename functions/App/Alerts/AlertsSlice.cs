using FraudFunctions.App.Approvals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FraudFunctions.App.Alerts;

/// <summary>Alerts, the work on them, and what is not worth one.</summary>
public static class AlertsSlice
{
    public static IHostApplicationBuilder AddAlerts(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AlertBook>().AddSingleton<Suppressions>().AddSingleton<IApprovedEffect, SuppressAlerts>();
        return builder;
    }
}
