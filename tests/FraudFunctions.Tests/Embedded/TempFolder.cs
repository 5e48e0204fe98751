namespace FraudFunctions.Tests.Embedded;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("embedded-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>What a killed process leaves behind: the files as they are now, without the lock.</summary>
    public TempFolder Copy()
    {
        var copy = new TempFolder();
        foreach (string file in Directory.GetFiles(Path, "*", SearchOption.AllDirectories))
        {
            string name = System.IO.Path.GetRelativePath(Path, file);
            if (name == "lock") continue;
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy[name])!);
            using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var to = new FileStream(copy[name], FileMode.Create);
            from.CopyTo(to);
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
