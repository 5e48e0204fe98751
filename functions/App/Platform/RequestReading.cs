using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;

namespace FraudFunctions.App.Platform;

/// <summary>What every endpoint does with a request before it looks at what it wants.</summary>
internal static class RequestReading
{
    private const int LargestPage = 100;
    private const int UsualPage = 50;

    /// <summary>The body, or the problem that it is longer than anything we take.</summary>
    public static async Task<Parsed<byte[]>> ReadBodyAsync(this HttpRequest request, CancellationToken cancellation)
    {
        PipeReader pipe = request.BodyReader;
        for (; ; )
        {
            ReadResult read = await pipe.ReadAsync(cancellation);
            if (read.Buffer.Length > TransactionReader.MaxEventBytes)
            {
                pipe.AdvanceTo(read.Buffer.End);
                return new FieldProblem("too-large", "(body)", $"is longer than {TransactionReader.MaxEventBytes} bytes");
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
