using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using FraudFunctions.App.Stores;

namespace FraudFunctions.App.Platform;

/// <summary>How far the audit of one subject has come: carried by the subject's own document, so that a change and its entry are one commit.</summary>
public sealed record AuditHead(long Count, string? Hash)
{
    public static AuditHead New { get; } = new(0, null);
}

/// <summary>Who did what to what, and why. Entries of a subject are chained: none can be changed, dropped or put in between unseen.</summary>
public sealed record AuditEntry
{
    /// <summary>Its place in the subject's chain, from one.</summary>
    public required long Number { get; init; }
    public required string Subject { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The person, or the function that acted by itself.</summary>
    public required string Actor { get; init; }

    /// <summary>Whose work the actor has checked, where two pairs of eyes are asked for.</summary>
    public string? Maker { get; init; }
    public required string Operation { get; init; }
    public string? Old { get; init; }
    public string? New { get; init; }
    public string? Reason { get; init; }

    /// <summary>The hash of the entry before; null for the first.</summary>
    public required string? Previous { get; init; }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Options);

    public static AuditEntry FromJson(ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize<AuditEntry>(body.Span, Json.Options)!;
}

/// <summary>What is about to be written into an audit.</summary>
public sealed record Act(string Actor, string Operation, string? Old = null, string? New = null, string? Reason = null, string? Maker = null);

/// <summary>The chained audit of a subject, kept in the subject's partition.</summary>
public static class Audit
{
    public const string Prefix = "audit:";

    /// <summary>The entry to write along with the subject, and the head that the subject carries from now on.</summary>
    public static (Write Entry, AuditHead Head) Append(AuditHead head, string subject, Act act, DateTimeOffset now)
    {
        AuditEntry entry = new()
        {
            Number = head.Count + 1,
            Subject = subject,
            At = now,
            Actor = act.Actor,
            Maker = act.Maker,
            Operation = act.Operation,
            Old = act.Old,
            New = act.New,
            Reason = act.Reason,
            Previous = head.Hash,
        };
        byte[] body = entry.ToJson();
        // Create: two writers at one place are two histories, and the subject's ETag has let only one of them through.
        return (new Write.Create(IdOf(subject, entry.Number), body), new AuditHead(entry.Number, HashOf(body)));
    }

    public static string IdOf(string subject, long number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{subject}:{number:D6}");

    public static RangeQuery Of(string subject, int limit = 100, string? after = null) => RangeQuery.Prefix($"{Prefix}{subject}:", limit, after: after);

    /// <summary>The first place where the chain does not hold, or null. <paramref name="entries"/> are all of the subject, in order.</summary>
    public static string? FindBreak(string subject, AuditHead head, IReadOnlyList<Document> entries)
    {
        string? previous = null;
        for (int i = 0; i < entries.Count; i++)
        {
            AuditEntry entry = AuditEntry.FromJson(entries[i].Body);
            if (entry.Number != i + 1 || entry.Subject != subject || entry.Previous != previous)
                return $"entry {i + 1} of the audit of '{subject}' does not follow the one before";
            previous = HashOf(entries[i].Body.Span);
        }
        return entries.Count == head.Count && previous == head.Hash ? null : $"the audit of '{subject}' does not end where the subject says";
    }

    private static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));
}
