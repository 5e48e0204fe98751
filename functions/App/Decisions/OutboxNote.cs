using System.Globalization;
using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// A decision that came by a call is not redelivered by a stream when the process dies between its commit and what follows. This note, written with
/// it, stays until that has happened; it says which event of the decision does it, should there be several, and when to send another.
/// </summary>
internal sealed record OutboxNote(DateTimeOffset Due, int TimesSent, EventSource? SettledBy)
{
    public const string Prefix = "outbox:";
    public const string IndexPrefix = "outbox/";

    // Longer than a decision is on its way when nothing is wrong; ten times longer with every repetition, for when the stream lags.
    private static readonly TimeSpan firstPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan lastPatience = TimeSpan.FromDays(1);

    public static string IdOf(string transactionId) => Prefix + transactionId;

    public static DocumentKey KeyOf(string customerId, string transactionId) => new(customerId, IdOf(transactionId));

    public static string IndexOf(DateTimeOffset due) => IndexPrefix + due.ToUniversalTime().ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);

    public static Write Entry(Decision decision)
    {
        OutboxNote note = new(decision.ArrivedAt + firstPatience, 1, null);
        return new Write.Create(IdOf(decision.Transaction.Id), note.ToJson(), IndexOf(note.Due));
    }

    public OutboxNote SentAgain(DateTimeOffset now)
    {
        TimeSpan patience = firstPatience * Math.Pow(10, Math.Min(TimesSent, 4));
        return this with { TimesSent = TimesSent + 1, Due = now + (patience < lastPatience ? patience : lastPatience) };
    }

    public Write Replacing(Document document) => new Write.Replace(document.Key.Id, document.ETag, ToJson(), IndexOf(Due));

    public static OutboxNote FromJson(ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize<OutboxNote>(body.Span, Json.Options)!;

    private byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Options);
}
