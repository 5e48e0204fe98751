using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FraudFunctions.App.Transactions;

/// <summary>What comes in and could not be used.</summary>
public static class TransactionsSlice
{
    public static IHostApplicationBuilder AddTransactions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Quarantine>();
        return builder;
    }
}
