namespace FraudFunctions.App.Stores;

/// <summary>Named files: models, reports, evidence, seals. Names are relative, with forward slashes.</summary>
public interface IFiles
{
    /// <summary>Writes the whole file, durably, or nothing.</summary>
    Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation = default);

    /// <summary>Writes the file unless it is there; false when it is.</summary>
    Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation = default);

    /// <summary>The content, or null when there is no such file.</summary>
    Task<byte[]?> GetAsync(string name, CancellationToken cancellation = default);

    /// <summary>Names that begin with the prefix, in ordinal order.</summary>
    Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellation = default);

    Task DeleteAsync(string name, CancellationToken cancellation = default);
}
