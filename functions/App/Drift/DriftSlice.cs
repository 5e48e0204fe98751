using FraudFunctions.Learning.Governance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Drift;

/// <summary>What decisions look like over time, held against what the model was made for.</summary>
public static class DriftSlice
{
    public static IHostApplicationBuilder AddDrift(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<DriftOptions>().BindConfiguration("Drift").ValidateDataAnnotations().ValidateOnStart();
        builder.Services
            .AddSingleton(services => LimitsOf(services.GetRequiredService<IOptions<DriftOptions>>().Value))
            .AddSingleton<MetricsBook>()
            .AddSingleton<DriftBook>();
        return builder;
    }

    private static DriftLimits LimitsOf(DriftOptions options) => new() { LeastDecisions = options.LeastDecisions, LeastSampled = options.LeastDecisions };
}
