using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FraudFunctions.Cli.Hosting;

/// <summary>
/// How much of a file is in the log already, so that an interrupted replay goes on instead of beginning again. It may lag by a batch; what is sent
/// twice is decided once.
/// </summary>
internal sealed class ReplayPosition
{
    private readonly string path;

    private ReplayPosition(string path, long events) => (this.path, Events) = (path, events);

    public long Events { get; private set; }

    public static ReplayPosition Of(string dataFolder, IEnumerable<FileInfo> files)
    {
        string identity = string.Join('\n', files.Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.FullName} {file.Length} {file.LastWriteTimeUtc:O}")));
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..16];
        string path = Path.Combine(dataFolder, "replays", name);
        if (!File.Exists(path) && Directory.Exists(Path.GetDirectoryName(path)) && Directory.EnumerateFiles(Path.GetDirectoryName(path)!).Any())
            Console.Error.WriteLine("A replay of other files, or of these before they were changed, was interrupted here. This one starts at its beginning.");
        return new ReplayPosition(path, File.Exists(path) ? long.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture) : 0);
    }

    public void Save(long events)
    {
        Events = events;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".partial", events.ToString(CultureInfo.InvariantCulture));
        File.Move(path + ".partial", path, overwrite: true);
    }

    public void Finish() => File.Delete(path);
}
