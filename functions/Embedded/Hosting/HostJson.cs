using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace FraudFunctions.Embedded.Hosting;

/// <summary>
/// What the embedded runtime takes from host.json; the rest of that file is Azure's. As there, an app setting
/// <c>AzureFunctionsJobHost__extensions__…</c> goes before the file.
/// </summary>
internal sealed record HostJson
{
    public string RoutePrefix { get; init; } = "api";
    public int MaxEventBatchSize { get; init; } = 100;
    public int PrefetchCount { get; init; } = 300;
    public int MaxConcurrentActivities { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>Reads the first host.json that one of the folders has.</summary>
    public static HostJson Read(IConfiguration settings, params string[] folders)
    {
        string? path = folders.Select(folder => Path.Combine(folder, "host.json")).FirstOrDefault(File.Exists);
        IConfiguration file = path is null ? new ConfigurationManager() : Parse(path);
        string? ValueOf(string key) => settings[$"AzureFunctionsJobHost:extensions:{key}"] ?? file[$"extensions:{key}"];

        HostJson defaults = new();
        return new HostJson
        {
            RoutePrefix = ValueOf("http:routePrefix") ?? defaults.RoutePrefix,
            MaxEventBatchSize = Number("eventHubs:maxEventBatchSize", ValueOf, 1, defaults.MaxEventBatchSize),
            PrefetchCount = Number("eventHubs:prefetchCount", ValueOf, 0, defaults.PrefetchCount),
            MaxConcurrentActivities = Number("durableTask:maxConcurrentActivityFunctions", ValueOf, 1, defaults.MaxConcurrentActivities),
        };
    }

    private static IConfigurationRoot Parse(string path)
    {
        try
        {
            return new ConfigurationBuilder().AddJsonStream(new MemoryStream(File.ReadAllBytes(path))).Build();
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new InvalidOperationException($"'{path}' is no valid JSON: {error.Message}", error);
        }
    }

    private static int Number(string key, Func<string, string?> valueOf, int least, int otherwise)
    {
        if (valueOf(key) is not { } text) return otherwise;
        return int.TryParse(text, out int number) && number >= least
            ? number
            : throw new InvalidOperationException($"host.json: extensions:{key} is '{text}', but must be a number of at least {least}.");
    }
}
