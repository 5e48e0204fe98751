using FraudFunctions.App.Alerts;
using FraudFunctions.App.Approvals;
using FraudFunctions.App.Cases;
using FraudFunctions.App.Challenges;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Drift;
using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Policies;
using FraudFunctions.App.Retraining;
using FraudFunctions.App.Stores;
using FraudFunctions.App.Transactions;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

namespace FraudFunctions.App;

/// <summary>The function app.</summary>
public static class Program
{
    public static void Main(string[] args) => CreateBuilder(args).Build().Run();

    /// <summary>The app with all its slices, before it is built: whoever hosts it may add to it.</summary>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.AddPlatform();
        builder.AddStores();
        builder.AddTransactions();
        builder.AddApprovals();
        builder.AddModels();
        builder.AddDecisions();
        builder.AddAlerts();
        builder.AddCases();
        builder.AddChallenges();
        builder.AddPolicies();
        builder.AddDrift();
        builder.AddRetraining();
        return builder;
    }
}
