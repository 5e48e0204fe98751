using System.IO.Compression;

namespace FraudFunctions.Tests;

/// <summary>The measuring data beside the project, which it does not ship: a test that needs it skips and says so.</summary>
internal static class ReferenceData
{
    private static readonly string? folder = Find();

    /// <summary>The folder of the solution; where the tests were built outside of it, the folder they were built in.</summary>
    public static string ProjectRoot { get; } = Ancestors().FirstOrDefault(at => File.Exists(System.IO.Path.Combine(at, "FraudFunctions.sln"))) ?? AppContext.BaseDirectory;

    public static string Path(string name)
    {
        Assert.SkipUnless(folder is not null, "No reference data: set FRAUD_REFERENCE_DATA to its folder, or put it at ../shared/data.");
        string path = System.IO.Path.Combine(folder!, name);
        Assert.SkipUnless(File.Exists(path), $"The reference data has no {name}.");
        return path;
    }

    public static StreamReader Read(string name)
        => new(new GZipStream(File.OpenRead(Path(name)), CompressionMode.Decompress));

    private static string? Find()
        => Environment.GetEnvironmentVariable("FRAUD_REFERENCE_DATA") is { Length: > 0 } named
            ? named
            : Ancestors().Select(at => System.IO.Path.Combine(at, "shared", "data")).FirstOrDefault(Directory.Exists);

    private static IEnumerable<string> Ancestors()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            yield return at.FullName;
    }
}
