using System.ComponentModel.DataAnnotations;
using FraudFunctions.App.Stores.Local;
using FraudFunctions.App.Stores.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Stores;

/// <summary>Where documents and files live, section <c>Stores</c>.</summary>
public sealed class StoresOptions
{
    /// <summary>The folder of the SQLite databases and the files.</summary>
    [Required]
    public string Folder { get; init; } = ".data";
}

/// <summary>Documents and files.</summary>
public static class StoresSlice
{
    public static IHostApplicationBuilder AddStores(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<StoresOptions>().BindConfiguration("Stores").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => new SqliteDocuments(Path.Combine(Folder(services), "documents"), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IDocuments>(services => services.GetRequiredService<SqliteDocuments>());
        builder.Services.AddSingleton<IFiles>(services => new LocalFiles(Path.Combine(Folder(services), "files")));
        return builder;
    }

    private static string Folder(IServiceProvider services) => services.GetRequiredService<IOptions<StoresOptions>>().Value.Folder;
}
