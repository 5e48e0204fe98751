namespace FraudFunctions.Tests.Embedded;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("embedded-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>
    /// What a killed process leaves behind: the files as they are now, without the lock. The journal goes last, as it
    /// grows while this copies: a kill never finds a checkpoint without its events.
    /// </summary>
    public TempFolder Copy()
    {
        var copy = new TempFolder();
        foreach (string file in Directory.GetFiles(Path, "*", SearchOption.AllDirectories).OrderBy(file => file.EndsWith(".journal", StringComparison.Ordinal)))
        {
            string name = System.IO.Path.GetRelativePath(Path, file);
            // A ".new" file is renamed the next moment; it means nothing to who comes after.
            if (name == "lock" || name.EndsWith(".new", StringComparison.Ordinal)) continue;
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy[name])!);
            using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var to = new FileStream(copy[name], FileMode.Create);
            from.CopyTo(to);
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
