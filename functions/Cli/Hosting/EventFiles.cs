using System.IO.Compression;
using FraudFunctions.Learning.Streams;

namespace FraudFunctions.Cli.Hosting;

/// <summary>Files of events as streams: JSON lines as they are, CSV through a map, either of them gzipped.</summary>
internal sealed class EventFiles(IReadOnlyList<FileInfo> files, string? map)
{
    private readonly long length = files.Sum(file => file.Exists ? file.Length : throw new UsageException(file.Name.StartsWith("--", StringComparison.Ordinal) ? $"'{file.Name}' is no option here; --help lists them." : $"There is no file '{file.FullName}'."));
    private long before;
    private (FileInfo File, FileStream Content)? open;

    /// <summary>How much of the files has been read, by their bytes on disk.</summary>
    public double Share => length == 0 ? 1 : (before + (open is { Content.CanRead: true } reading ? reading.Content.Position : open?.File.Length ?? 0)) / (double)length;

    /// <summary>How the columns become transactions; null for lines of JSON.</summary>
    public CsvMap? Map { get; } = map is not null || files.Any(IsCsv) ? MapOf(map ?? "simulation") : null;

    public IEnumerable<StreamEvent> Read()
    {
        IEnumerable<Func<TextReader>> texts = files.Select(file => (Func<TextReader>)(() => Open(file)));
        if (Map is not null)
            return ReadEvents.FromCsv(texts, Map);
        return texts.SelectMany(text => ReadLines(text));
    }

    private static IEnumerable<StreamEvent> ReadLines(Func<TextReader> text)
    {
        using TextReader lines = text();
        foreach (StreamEvent one in ReadEvents.FromJsonLines(lines))
            yield return one;
    }

    private static bool IsCsv(FileInfo file) => file.Name.Replace(".gz", "", StringComparison.OrdinalIgnoreCase).EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    private static CsvMap MapOf(string name)
    {
        if (CsvMap.BuiltIn.Contains(name))
            return CsvMap.Named(name);
        return File.Exists(name)
            ? CsvMap.Parse(File.ReadAllText(name))
            : throw new UsageException($"--map: '{name}' is neither one of {string.Join(", ", CsvMap.BuiltIn)} nor a file.");
    }

    private StreamReader Open(FileInfo file)
    {
        before += open?.File.Length ?? 0;
        FileStream content = file.OpenRead();
        open = (file, content);
        return new StreamReader(file.Extension == ".gz" ? new GZipStream(content, CompressionMode.Decompress) : content, bufferSize: 1 << 16);
    }
}

/// <summary>The command was called in a way that cannot work; its message is for the one who typed it.</summary>
internal sealed class UsageException(string message) : Exception(message);
