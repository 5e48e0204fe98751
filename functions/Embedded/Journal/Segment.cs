using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace FraudFunctions.Embedded.Journal;

/// <summary>
/// One file of the journal: a header, a record for every hub known when it was begun (so that older segments can go),
/// then events. Its name is the position of its first byte; the next segment starts where it ends.
/// </summary>
internal sealed class Segment : IDisposable
{
    public const string Suffix = ".journal";
    public const int HeaderLength = 32;
    private const ulong Magic = 0x314C4E524A4646; // "FFJRNL1"

    private Segment(string path, SafeFileHandle handle, long start, DateTimeOffset created)
    {
        Path = path;
        Handle = handle;
        Start = start;
        Created = created;
        Length = RandomAccess.GetLength(handle);
    }

    public string Path { get; }
    public SafeFileHandle Handle { get; }
    public long Start { get; }
    public DateTimeOffset Created { get; }

    /// <summary>Bytes in the file. Only the writer moves it, and only the last segment grows.</summary>
    public long Length { get; set; }

    public long End => Start + Length;

    /// <summary>By hub number: the sequences that come next at the segment's beginning.</summary>
    public Dictionary<int, long[]> FirstSequences { get; } = [];

    /// <summary>Creates the file with its preface under another name and renames it, so that no segment ever starts halfway.</summary>
    public static Segment Create(string folder, long start, DateTimeOffset created, IEnumerable<(int Number, string Name, long[] Next)> hubs)
    {
        string path = PathOf(folder, start);
        string fresh = path + ".new";
        var first = new Dictionary<int, long[]>();
        using (SafeFileHandle handle = File.OpenHandle(fresh, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(handle, Header(start, created), 0);
            long length = HeaderLength;
            foreach ((int number, string name, long[] next) in hubs)
            {
                byte[] record = new byte[JournalRecord.LengthOf(name, next.Length * sizeof(long))];
                JournalRecord.WriteHub(record, start + length, number, name, next);
                RandomAccess.Write(handle, record, length);
                length += record.Length;
                first[number] = [.. next];
            }

            RandomAccess.FlushToDisk(handle);
        }

        File.Move(fresh, path);
        DurableFiles.FlushFolder(folder);
        Segment segment = Open(path);
        foreach ((int number, long[] next) in first) segment.FirstSequences[number] = next;
        return segment;
    }

    public static Segment Open(string path)
    {
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        try
        {
            byte[] header = new byte[HeaderLength];
            if (RandomAccess.Read(handle, header, 0) < HeaderLength || BinaryPrimitives.ReadUInt64LittleEndian(header) != Magic)
                throw new EventLogCorruptException(path, 0, "this is not the header of a segment");
            if (BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(24)) != Checksum(header))
                throw new EventLogCorruptException(path, 0, "the header's checksum does not match");
            long start = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(8));
            if (PathOf(System.IO.Path.GetDirectoryName(path)!, start) != path)
                throw new EventLogCorruptException(path, 0, $"its header says that it starts at position {start}");
            return new Segment(path, handle, start, new(BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(16)), TimeSpan.Zero));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public void Truncate(long length)
    {
        RandomAccess.SetLength(Handle, length);
        RandomAccess.FlushToDisk(Handle);
        Length = length;
    }

    public void Dispose() => Handle.Dispose();

    private static string PathOf(string folder, long start) =>
        System.IO.Path.Combine(folder, start.ToString("D20", CultureInfo.InvariantCulture) + Suffix);

    private static byte[] Header(long start, DateTimeOffset created)
    {
        byte[] header = new byte[HeaderLength];
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), start);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), created.UtcTicks);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), Checksum(header));
        return header;
    }

    private static uint Checksum(ReadOnlySpan<byte> header) => Crc32C.Finish(Crc32C.Append(Crc32C.Start, header[..24]));
}
