namespace FraudFunctions.App.Stores.Local;

/// <summary>Files in a folder: written beside, flushed to the disk, then renamed, so that a crash leaves the old or the new.</summary>
public sealed class LocalFiles(string folder) : IFiles
{
    private const string PartialSuffix = ".partial";

    // Moving a file onto a name only if that is free is two steps on Unix; whoever creates takes turns. One process owns the folder.
    private static readonly SemaphoreSlim creating = new(1);

    private readonly string root = Path.GetFullPath(folder);

    public async Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        string path = PathOf(name);
        string partial = await WritePartialAsync(path, content, cancellation);
        File.Move(partial, path, overwrite: true);
    }

    public async Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        string path = PathOf(name);
        await creating.WaitAsync(cancellation);
        try
        {
            if (File.Exists(path))
                return false;
            File.Move(await WritePartialAsync(path, content, cancellation), path, overwrite: false);
            return true;
        }
        finally
        {
            creating.Release();
        }
    }

    public async Task<byte[]?> GetAsync(string name, CancellationToken cancellation = default)
    {
        string path = PathOf(name);
        return File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellation) : null;
    }

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellation = default)
    {
        if (!Directory.Exists(root))
            return Task.FromResult<IReadOnlyList<string>>([]);
        IReadOnlyList<string> names =
        [
            .. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'))
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && !name.EndsWith(PartialSuffix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
        return Task.FromResult(names);
    }

    public Task DeleteAsync(string name, CancellationToken cancellation = default)
    {
        File.Delete(PathOf(name));
        return Task.CompletedTask;
    }

    private static async Task<string> WritePartialAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string partial = $"{path}.{Path.GetRandomFileName()}{PartialSuffix}";
        await using FileStream file = new(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        await file.WriteAsync(content, cancellation);
        file.Flush(flushToDisk: true);
        return partial;
    }

    private string PathOf(string name)
    {
        string path = Path.GetFullPath(Path.Combine(root, name));
        if (name.Length == 0 || !path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new ArgumentException($"'{name}' is not the name of a file in this store.", nameof(name));
        return path;
    }
}
