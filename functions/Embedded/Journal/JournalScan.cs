using System.Buffers.Binary;

namespace FraudFunctions.Embedded.Journal;

/// <summary>Reads the records of a segment one after the other and tells a torn end from damage.</summary>
internal static class JournalScan
{
    public delegate void Visit(JournalRecord record, long position);

    /// <summary>Visits every valid record from the front; returns the file offset where they end.</summary>
    public static long Records(Segment segment, Visit visit)
    {
        byte[] buffer = new byte[1 << 20];
        long offset = Segment.HeaderLength;
        int filled = 0;
        while (true)
        {
            int used = 0;
            while (JournalRecord.TryRead(buffer.AsSpan(used, filled - used), segment.Start + offset + used, out JournalRecord record))
            {
                visit(record, segment.Start + offset + used);
                used += record.Length;
            }

            offset += used;
            filled -= used;
            buffer.AsSpan(used, filled).CopyTo(buffer);
            if (offset + filled >= segment.Length) return offset;

            // What did not read as a record is either cut off by the buffer, or bad.
            int claimed = JournalRecord.LengthAt(buffer.AsSpan(0, filled));
            if (filled >= JournalRecord.HeaderLength && (claimed <= filled || claimed > segment.Length - offset)) return offset;
            if (claimed > buffer.Length) Array.Resize(ref buffer, claimed);
            int read = RandomAccess.Read(segment.Handle, buffer.AsSpan(filled), offset + filled);
            if (read == 0) return offset;
            filled += read;
        }
    }

    /// <summary>
    /// Where the first valid record starts behind a bad one. There is none behind a write that was cut short, so one
    /// that is there means damage. (A file system that loses the middle of a commit in a power cut, but not its end,
    /// looks the same. Then nobody was told that the commit was done; but asking is better than guessing.)
    /// </summary>
    public static long? ValidRecordAfter(Segment segment, long badOffset)
    {
        byte[] rest = new byte[segment.Length - badOffset];
        int filled = 0;
        while (filled < rest.Length && RandomAccess.Read(segment.Handle, rest.AsSpan(filled), badOffset + filled) is > 0 and int read) filled += read;

        Span<byte> mark = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(mark, JournalRecord.Mark);
        for (int at = 1; at < filled; at++)
        {
            int found = rest.AsSpan(at, filled - at).IndexOf(mark);
            if (found < 0) return null;
            at += found;
            if (JournalRecord.TryRead(rest.AsSpan(at, filled - at), segment.Start + badOffset + at, out _)) return badOffset + at;
        }

        return null;
    }
}
