using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using Microsoft.AspNetCore.Http;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// The Idempotency-Key header: the same key with the same body answers what it answered before; with another body it is refused; while the first
/// is still being worked on, the second is asked to come back.
/// </summary>
public sealed class IdempotencyKeys(IDocuments documents, TimeProvider clock)
{
    private const string Container = "idempotency";
    private const int LongestKey = 255;
    private static readonly TimeSpan kept = TimeSpan.FromHours(24);

    // Longer than any call takes: whoever still holds the key then has died.
    private static readonly TimeSpan held = TimeSpan.FromSeconds(30);

    /// <summary>Runs the call once per caller and key.</summary>
    public async Task<DecideTransaction.Output> OnceAsync(string caller, string key, byte[] body, HttpResponse response, Func<Task<DecideTransaction.Output>> call, CancellationToken cancellation)
    {
        if (key.Length is 0 or > LongestKey)
            return Refuse(Problem.Invalid("out-of-range", "Idempotency-Key", $"must have 1 to {LongestKey} characters"));
        string id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller}\n{key}")));
        string bodyHash = Convert.ToHexStringLower(SHA256.HashData(body));
        Entry pending = new(bodyHash, clock.GetUtcNow(), null, null);
        CommitResult begun = await documents.CommitAsync(Container, new(id, [new Write.Create(id, pending.ToJson(), Expires: clock.GetUtcNow() + kept)]), cancellation);
        string etag;
        if (begun.Committed)
        {
            etag = begun.ETags[0];
        }
        else
        {
            Document? there = await documents.GetAsync(Container, new(id, id), cancellation);
            if (there is null)
                return Busy(response);
            Entry earlier = Entry.FromJson(there.Body);
            if (earlier.BodyHash != bodyHash)
                return Refuse(new Problem(StatusCodes.Status422UnprocessableEntity, "idempotency-key-reused", "The key was used for another request.", "This Idempotency-Key came with another body before. Use a new key.", "Idempotency-Key").ToResult());
            if (earlier.Answer is not null)
                return Replay(earlier, response);
            if (clock.GetUtcNow() - earlier.Since < held)
                return Busy(response);
            // Its holder died: the call is taken over. Deciding is idempotent by itself.
            CommitResult taken = await documents.CommitAsync(Container, new(id, [new Write.Replace(id, there.ETag, pending.ToJson(), Expires: clock.GetUtcNow() + kept)]), cancellation);
            if (!taken.Committed)
                return Busy(response);
            etag = taken.ETags[0];
        }
        return await FinishAsync(id, etag, pending, call);
    }

    private async Task<DecideTransaction.Output> FinishAsync(string id, string etag, Entry pending, Func<Task<DecideTransaction.Output>> call)
    {
        DecideTransaction.Output output;
        try
        {
            output = await call();
        }
        catch
        {
            await documents.CommitAsync(Container, new(id, [new Write.Delete(id, etag)]));
            throw;
        }
        // Only a decision is worth repeating; a refusal or a provisional answer may turn out differently next time.
        Write last = output.Result is DecisionResult decided
            ? new Write.Replace(id, etag, (pending with { Status = decided.Status, Answer = Encoding.UTF8.GetString(decided.Body) }).ToJson(), Expires: clock.GetUtcNow() + kept)
            : new Write.Delete(id, etag);
        await documents.CommitAsync(Container, new(id, [last]));
        return output;
    }

    private static DecideTransaction.Output Replay(Entry earlier, HttpResponse response)
    {
        response.Headers["Idempotent-Replayed"] = "true";
        return Refuse(Results.Text(earlier.Answer!, "application/json", Encoding.UTF8, earlier.Status));
    }

    private static DecideTransaction.Output Busy(HttpResponse response)
    {
        response.Headers.RetryAfter = "1";
        return Refuse(Problem.Conflict("idempotency-key-in-use", "The first request with this Idempotency-Key is still being answered.", "Idempotency-Key"));
    }

    private static DecideTransaction.Output Refuse(IResult result) => new() { Result = result };

    private sealed record Entry(string BodyHash, DateTimeOffset Since, int? Status, string? Answer)
    {
        public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Options);

        public static Entry FromJson(ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize<Entry>(body.Span, Json.Options)!;
    }
}
