using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;

namespace FraudFunctions.App.Platform;

/// <summary>What every endpoint does with a request before it looks at what it wants.</summary>
internal static class RequestReading
{
    private const int LargestPage = 100;
    private const int UsualPage = 50;
    private const int LongestParameter = 128;

    /// <summary>The body, or the problem that it is longer than anything we take.</summary>
    public static async Task<Parsed<byte[]>> ReadBodyAsync(this HttpRequest request, CancellationToken cancellation, int mostBytes = TransactionReader.MaxEventBytes)
    {
        PipeReader pipe = request.BodyReader;
        for (; ; )
        {
            ReadResult read = await pipe.ReadAsync(cancellation);
            if (read.Buffer.Length > mostBytes)
            {
                pipe.AdvanceTo(read.Buffer.End);
                return new FieldProblem("too-large", "(body)", $"is longer than {mostBytes} bytes");
            }
            if (read.IsCompleted)
            {
                byte[] body = read.Buffer.ToArray();
                pipe.AdvanceTo(read.Buffer.End);
                return body;
            }
            pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>The body as a record whose members may all be missing; what it does not know is refused by name.</summary>
    public static async Task<Parsed<T>> ReadJsonAsync<T>(this HttpRequest request, CancellationToken cancellation, int mostBytes = TransactionReader.MaxEventBytes) where T : class
    {
        (byte[]? body, FieldProblem? tooLong) = await request.ReadBodyAsync(cancellation, mostBytes);
        if (body is null)
            return tooLong!;
        return body.Length == 0 ? new FieldProblem("missing", "(body)", "is empty; it must be a JSON object, {} at the least") : ReadJson<T>(body);
    }

    internal static Parsed<T> ReadJson<T>(ReadOnlySpan<byte> utf8) where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize<T>(utf8, Json.Options) is { } value)
                return value;
            return new FieldProblem("wrong-type", "(body)", "is null; it must be a JSON object");
        }
        catch (JsonException refused)
        {
            return Refusal(refused, "(body)", typeof(T));
        }
    }

    /// <summary>What the reader of JSON complains about, with the member where it stopped.</summary>
    internal static FieldProblem Refusal(JsonException refused, string whole, Type? into = null)
    {
        string path = refused.Path is { Length: > 2 } found && found.StartsWith("$.", StringComparison.Ordinal) ? found[2..] : "";
        string field = path.Length == 0 ? whole : whole.StartsWith('(') ? path : $"{whole}.{path}";
        // The reader throws one type for everything; its own, which nobody can name, only when the text is no JSON at all.
        const string OfTheReader = "JsonReaderException";
        if (refused.GetType().Name == OfTheReader || refused.InnerException?.GetType().Name == OfTheReader)
            return new FieldProblem("invalid-json", whole, "is not JSON");
        return refused.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal)
            ? new FieldProblem("unknown-member", field, "is not known")
            : new FieldProblem("wrong-type", field, (into is null ? null : ExpectedShape.Of(into, refused.Path)) ?? "is not of the right kind, or is not one of the known values");
    }

    /// <summary>A query parameter that takes one of the names of an enum.</summary>
    public static (T? Value, FieldProblem? Problem) Choice<T>(this HttpRequest request, string name) where T : struct, Enum
    {
        if (!request.Query.TryGetValue(name, out var asked))
            return (null, null);
        return Choices<T>.ByName.TryGetValue(asked.ToString(), out T value)
            ? (value, null)
            : (null, new FieldProblem("unknown-value", name, $"is '{asked}'; known are {string.Join(", ", Choices<T>.Names)}"));
    }

    /// <summary>A query parameter of a few characters; null when it is not there.</summary>
    public static (string? Value, FieldProblem? Problem) Text(this HttpRequest request, string name)
    {
        if (!request.Query.TryGetValue(name, out var asked))
            return (null, null);
        return asked.ToString() is { Length: > 0 and <= LongestParameter } text
            ? (text, null)
            : (null, new FieldProblem("out-of-range", name, $"must have from 1 to {LongestParameter} characters"));
    }

    /// <summary>The ETag that the caller has read and wants to change, or the problem that there is none.</summary>
    public static (string? ETag, FieldProblem? Problem) IfMatch(this HttpRequest request)
        => request.Headers.IfMatch.ToString().Trim() is { Length: > 2 } header && header.StartsWith('"') && header.EndsWith('"')
            ? (header[1..^1], null)
            : (null, new FieldProblem("if-match-missing", "If-Match", "must carry the ETag of what you have read"));

    /// <summary>Refuses query parameters that the endpoint does not know: a misspelt filter must not read as no filter.</summary>
    public static FieldProblem? UnknownParameter(this HttpRequest request, params ReadOnlySpan<string> known)
    {
        foreach (string name in request.Query.Keys)
        {
            if (!known.Contains(name))
                return new FieldProblem("unknown-parameter", name, known.Length == 0 ? "is not known; this takes no parameters" : $"is not known; known are {string.Join(", ", known.ToArray())}");
        }
        return null;
    }

    /// <summary>The page asked for: <c>limit</c> up to 100, <c>after</c> from the answer before.</summary>
    public static (int Limit, string? After, FieldProblem? Problem) Page(this HttpRequest request)
    {
        int limit = UsualPage;
        if (request.Query.TryGetValue("limit", out var text) && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > LargestPage))
            return (0, null, new FieldProblem("out-of-range", "limit", $"must be a whole number from 1 to {LargestPage}"));
        string? after = request.Query.TryGetValue("after", out var cursor) ? cursor.ToString() : null;
        if (after is null)
            return (limit, null, null);
        return Cursor.Decode(after) is { } decoded
            ? (limit, decoded, null)
            : (0, null, new FieldProblem("invalid-cursor", "after", "is not a cursor that we gave"));
    }
}

/// <summary>A place in a list, as callers carry it: opaque, to be given back as it was.</summary>
internal static class Cursor
{
    public static string? Encode(string? place) => place is null ? null : System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(place));

    public static string? Decode(string cursor)
    {
        try
        {
            return System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

/// <summary>A page of a list.</summary>
public sealed record PageOf<T>(IReadOnlyList<T> Items, bool HasMore, string? Next);
