using FraudFunctions.App.Approvals;
using FraudFunctions.App.Cases.Reporting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FraudFunctions.App.Cases;

/// <summary>Cases, their investigation and their reports.</summary>
public static class CasesSlice
{
    public static IHostApplicationBuilder AddCases(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<CasesOptions>().BindConfiguration("Cases").ValidateDataAnnotations().ValidateOnStart();
        builder.Services
            .AddSingleton<CaseBook>()
            .AddSingleton<CaseDesk>()
            .AddSingleton<AlertedDecisions>()
            .AddSingleton<FollowUp>()
            .AddSingleton<IApprovedEffect, ReleaseHold>()
            .AddSingleton<CaseLabels>()
            .AddSingleton<Workload>()
            .AddSingleton<Links>()
            .AddSingleton<Neighbourhood>()
            .AddSingleton<GatherPayments>()
            // Without a language model the report keeps its own words.
            .AddSingleton(services => new RephraseReport(services.GetService<IChatClient>(), services.GetRequiredService<TimeProvider>()));
        return builder;
    }
}
