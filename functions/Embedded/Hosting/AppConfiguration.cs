using Microsoft.Extensions.Configuration;

namespace FraudFunctions.Embedded.Hosting;

/// <summary>
/// The app's settings where Azure and its Core Tools would find them: appsettings.json, local.settings.json,
/// environment variables, command line; the later wins.
/// </summary>
internal static class AppConfiguration
{
    /// <summary>Which environment it is: Production, unless a variable or the command line says otherwise.</summary>
    public static string EnvironmentName(string[] args) =>
        new ConfigurationBuilder().AddCommandLine(args).Build()["environment"]
        ?? Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? "Production";

    public static void AddTo(IConfigurationBuilder configuration, string contentRoot, string environment, string[] args)
    {
        configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Default"] = "Information",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        });
        configuration.SetBasePath(contentRoot);
        configuration.AddJsonFile("appsettings.json", optional: true, reloadOnChange: false);
        configuration.AddJsonFile($"appsettings.{environment}.json", optional: true, reloadOnChange: false);
        configuration.AddInMemoryCollection(LocalSettings(contentRoot, AppContext.BaseDirectory));
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine(args);
    }

    /// <summary>The "Values" of local.settings.json. The Core Tools make environment variables of them, so "A__B" is "A:B".</summary>
    internal static Dictionary<string, string?> LocalSettings(params string[] folders)
    {
        if (folders.Select(folder => Path.Combine(folder, "local.settings.json")).FirstOrDefault(File.Exists) is not { } path) return [];
        IConfigurationRoot file = new ConfigurationBuilder().AddJsonStream(new MemoryStream(File.ReadAllBytes(path))).Build();
        string prefix = "Values:";
        return file.AsEnumerable()
            .Where(value => value.Value is not null && value.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(value => value.Key[prefix.Length..].Replace("__", ":", StringComparison.Ordinal), value => value.Value, StringComparer.OrdinalIgnoreCase);
    }
}
