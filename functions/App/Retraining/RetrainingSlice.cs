using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.Learning.Governance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Retraining;

/// <summary>How models come to be: learned from what was decided and labelled, held against gates, tried in the shadow, proposed.</summary>
public static class RetrainingSlice
{
    public static IHostApplicationBuilder AddRetraining(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<RetrainingOptions>().BindConfiguration("Retraining").ValidateDataAnnotations().ValidateOnStart();
        builder.Services
            .AddSingleton(_ => DefaultGates())
            .AddSingleton(services => Recipes.Default(services.GetRequiredService<IOptions<RetrainingOptions>>().Value))
            .AddSingleton<RetrainingRuns>()
            .AddSingleton<RetrainingFiles>()
            .AddSingleton<ReadPast>();
        return builder;
    }

    /// <summary>The gates that come with the product.</summary>
    internal static Gates DefaultGates()
    {
        using Stream stream = typeof(RetrainingSlice).Assembly.GetManifestResourceStream("Retraining.gates.json") ?? throw new InvalidOperationException("The gates are not in the build.");
        return JsonSerializer.Deserialize<Gates>(stream, Json.Options)!;
    }
}
