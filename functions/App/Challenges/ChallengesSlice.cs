using FraudFunctions.App.Platform;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Challenges;

/// <summary>Questions to customers about their own payments.</summary>
public static class ChallengesSlice
{
    public static IHostApplicationBuilder AddChallenges(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ChallengesOptions>().BindConfiguration("Challenges").ValidateDataAnnotations()
            .Validate<IOptions<IdentityOptions>>((options, identity) => Gateway.MayBe(options.GatewayUrl, identity.Value.Demo), "Challenges:GatewayUrl must be an https address: codes are sent there.")
            .ValidateOnStart();
        builder.Services.AddSingleton<ChallengeBook>().AddSingleton<ChallengeLabels>().AddSingleton<Gateway>();
        return builder;
    }
}
