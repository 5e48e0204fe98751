using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FraudFunctions.App.Platform;

/// <summary>Faults to answers, and who may call what: in this order, because a refusal is no fault and a fault in checking is one.</summary>
public static class PlatformSlice
{
    public static FunctionsApplicationBuilder AddPlatform(this FunctionsApplicationBuilder builder)
    {
        builder.Services.AddOptions<IdentityOptions>().BindConfiguration("Identity")
            .Validate(options => options.IsComplete, "Identity needs Authority and Audience, or Demo alone: a token that nobody checks opens nothing.")
            .ValidateOnStart();
        builder.Services.AddSingleton<Tokens>().AddSingleton(_ => FourEyes.Default()).AddSingleton<Instructions>();
        builder.UseMiddleware<AnswerFaults>();
        builder.UseMiddleware<CheckAccess>();
        return builder;
    }
}
