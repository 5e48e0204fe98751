using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FraudFunctions.App.Approvals;

/// <summary>What takes two people. The effects come from the slices whose operations they are.</summary>
public static class ApprovalsSlice
{
    public static IHostApplicationBuilder AddApprovals(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ApprovalDesk>();
        return builder;
    }
}
