using System.Text;
using System.Text.Json.Serialization;
using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Journal;

namespace FraudFunctions.Embedded.Streams;

/// <summary>A batch that its function could not handle, kept with the reason until somebody replays it.</summary>
public sealed record DeadLetter
{
    public required string Id { get; init; }
    public required string Function { get; init; }
    public required string Hub { get; init; }
    public required string Group { get; init; }
    public required int Partition { get; init; }

    /// <summary>When the function gave up.</summary>
    public required DateTimeOffset Time { get; init; }
    public required DeadLetterError Error { get; init; }

    /// <summary>When the events were appended to their hub again; null while nobody has.</summary>
    public DateTimeOffset? ReplayedTime { get; init; }
    public required int Count { get; init; }

    /// <summary>The events themselves; left empty in lists.</summary>
    public IReadOnlyList<DeadEvent> Events { get; init; } = [];

    internal static DeadLetter From(FunctionEntry function, StreamBatch batch, Exception error, DateTimeOffset now) => new()
    {
        // Derived, so that a batch which fails again after a crash is kept once. The time tells it from a batch with
        // the same sequence in a journal that was begun anew.
        Id = $"{function.Name}.{batch.Hub}.{batch.Partition}.{batch.Events[0].Sequence}.{batch.Events[0].EnqueuedTime.ToUnixTimeMilliseconds()}",
        Function = function.Name,
        Hub = batch.Hub,
        Group = batch.Group,
        Partition = batch.Partition,
        Time = now,
        Error = new(error.GetType().FullName!, error.Message, error.ToString()),
        Count = batch.Events.Count,
        Events = [.. batch.Events.Select(DeadEvent.From)],
    };
}

/// <summary>Why a batch could not be handled.</summary>
public sealed record DeadLetterError(string Type, string Message, string Stack);

/// <summary>One event of a dead letter; its body as text where it is text, else as base64.</summary>
public sealed record DeadEvent
{
    // Texts with a byte that is no UTF-8 would come back changed, so those are kept as base64.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public required long Sequence { get; init; }
    public string? PartitionKey { get; init; }
    public required DateTimeOffset EnqueuedTime { get; init; }
    public string? Text { get; init; }
    public string? Base64 { get; init; }

    [JsonIgnore]
    public ReadOnlyMemory<byte> Body => Text is null ? Convert.FromBase64String(Base64 ?? "") : Strict.GetBytes(Text);

    internal static DeadEvent From(LoggedEvent logged)
    {
        string? text = TextOf(logged.Body.Span);
        return new()
        {
            Sequence = logged.Sequence,
            PartitionKey = logged.PartitionKey,
            EnqueuedTime = logged.EnqueuedTime,
            Text = text,
            Base64 = text is null ? Convert.ToBase64String(logged.Body.Span) : null,
        };
    }

    private static string? TextOf(ReadOnlySpan<byte> body)
    {
        try
        {
            return Strict.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
