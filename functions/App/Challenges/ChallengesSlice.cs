using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FraudFunctions.App.Challenges;

/// <summary>Questions to customers about their own payments.</summary>
public static class ChallengesSlice
{
    public static IHostApplicationBuilder AddChallenges(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ChallengesOptions>().BindConfiguration("Challenges").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ChallengeBook>().AddSingleton<ChallengeLabels>();
        return builder;
    }
}
