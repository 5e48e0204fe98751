using System.Buffers.Binary;
using System.Text;

namespace FraudFunctions.Embedded.Journal;

/// <summary>What a journal record says.</summary>
internal enum RecordKind : byte { Event = 1, Hub = 2 }

/// <summary>
/// One record of the journal, little-endian:
/// <code>
///  0 u16 mark         8 u32 CRC-32C          16 i64 sequence       32 u16 key or name length, FFFF = none
///  2 u8  kind        12 u16 hub number       24 i64 enqueued, UTC  34 key or name, UTF-8
///  3 u8  zero        14 u16 partition               in ticks          body
///  4 u32 length of the whole record
/// </code>
/// The checksum covers the record's place in the journal too, so a record is valid only where it was written:
/// journal bytes that somebody sends as an event's body are never mistaken for a record.
/// A hub record declares a hub: partition holds their number, the body their next sequences.
/// </summary>
internal readonly ref struct JournalRecord
{
    public const int HeaderLength = 34;
    public const ushort Mark = 0xE7A1;
    private const ushort NoKey = ushort.MaxValue;
    private const int CrcAt = 8;
    private const int CrcEnd = 12;

    private readonly ReadOnlySpan<byte> bytes;

    private JournalRecord(ReadOnlySpan<byte> bytes) => this.bytes = bytes;

    public RecordKind Kind => (RecordKind)bytes[2];
    public int Length => bytes.Length;
    public int Hub => BinaryPrimitives.ReadUInt16LittleEndian(bytes[12..]);
    public int Partition => BinaryPrimitives.ReadUInt16LittleEndian(bytes[14..]);
    public long Sequence => BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]);
    public DateTimeOffset EnqueuedTime => new(BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]), TimeSpan.Zero);
    public string? Key => KeyLength == NoKey ? null : Encoding.UTF8.GetString(bytes.Slice(HeaderLength, KeyLength));
    public ReadOnlySpan<byte> Body => bytes[(HeaderLength + (KeyLength == NoKey ? 0 : KeyLength))..];
    private ushort KeyLength => BinaryPrimitives.ReadUInt16LittleEndian(bytes[32..]);

    public static int LengthOf(string? key, int bodyLength) =>
        HeaderLength + (key is null ? 0 : Encoding.UTF8.GetByteCount(key)) + bodyLength;

    /// <summary>The record at the start of bytes that were checked before.</summary>
    public static JournalRecord At(ReadOnlySpan<byte> bytes) => new(bytes[..LengthAt(bytes)]);

    /// <summary>The record at the start of <paramref name="bytes"/>, if what stands there is whole and belongs to <paramref name="position"/>.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, long position, out JournalRecord record)
    {
        record = default;
        if (bytes.Length < HeaderLength || BinaryPrimitives.ReadUInt16LittleEndian(bytes) != Mark) return false;
        int length = LengthAt(bytes);
        if (length < HeaderLength || length > bytes.Length) return false;
        ReadOnlySpan<byte> whole = bytes[..length];
        if (BinaryPrimitives.ReadUInt32LittleEndian(whole[CrcAt..]) != Checksum(whole, position)) return false;
        record = new JournalRecord(whole);
        return true;
    }

    /// <summary>How many bytes the record at the start claims to have; negative when there are not enough to tell.</summary>
    public static int LengthAt(ReadOnlySpan<byte> bytes) =>
        bytes.Length < 8 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);

    public static void WriteEvent(
        Span<byte> target, long position, int hub, int partition, long sequence, DateTimeOffset enqueued, string? key, ReadOnlySpan<byte> body)
    {
        int keyLength = WriteHead(target, RecordKind.Event, hub, partition, sequence, enqueued, key);
        body.CopyTo(target[(HeaderLength + keyLength)..]);
        Seal(target, position);
    }

    public static void WriteHub(Span<byte> target, long position, int hub, string name, ReadOnlySpan<long> nextSequences)
    {
        int nameLength = WriteHead(target, RecordKind.Hub, hub, nextSequences.Length, 0, DateTimeOffset.UnixEpoch, name);
        Span<byte> body = target[(HeaderLength + nameLength)..];
        for (int i = 0; i < nextSequences.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(body[(i * sizeof(long))..], nextSequences[i]);
        Seal(target, position);
    }

    /// <summary>The next sequences that a hub record declares, one per partition.</summary>
    public long[] NextSequences()
    {
        long[] next = new long[Partition];
        for (int i = 0; i < next.Length; i++) next[i] = BinaryPrimitives.ReadInt64LittleEndian(Body[(i * sizeof(long))..]);
        return next;
    }

    private static int WriteHead(Span<byte> target, RecordKind kind, int hub, int partition, long sequence, DateTimeOffset enqueued, string? key)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, Mark);
        target[2] = (byte)kind;
        target[3] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], target.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(target[12..], (ushort)hub);
        BinaryPrimitives.WriteUInt16LittleEndian(target[14..], (ushort)partition);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], sequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], enqueued.UtcTicks);
        int keyLength = key is null ? 0 : Encoding.UTF8.GetBytes(key, target[HeaderLength..]);
        BinaryPrimitives.WriteUInt16LittleEndian(target[32..], key is null ? NoKey : (ushort)keyLength);
        return keyLength;
    }

    private static void Seal(Span<byte> target, long position) =>
        BinaryPrimitives.WriteUInt32LittleEndian(target[CrcAt..], Checksum(target, position));

    private static uint Checksum(ReadOnlySpan<byte> whole, long position)
    {
        uint crc = Crc32C.Append(Crc32C.Start, position);
        crc = Crc32C.Append(crc, whole[..CrcAt]);
        return Crc32C.Finish(Crc32C.Append(crc, whole[CrcEnd..]));
    }
}
