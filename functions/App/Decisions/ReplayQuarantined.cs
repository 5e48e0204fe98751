using System.Security.Cryptography;
using System.Text;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Transactions;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// POST /v1/quarantine/{id}/replay: takes an event out of quarantine, mended when the call has a body, as it was when it has none (for when it
/// was we who were wrong). What is still wrong stays there.
/// </summary>
public sealed class ReplayQuarantined(Quarantine quarantine, DecisionDesk decisions, EarlyLabels early, TimeProvider clock)
{
    public sealed class Output
    {
        [HttpResult]
        public required IResult Result { get; set; }

        [EventHubOutput(Topics.Decisions, Connection = Topics.Connection)]
        public string? Made { get; set; }

        [EventHubOutput(Topics.Labels, Connection = Topics.Connection)]
        public string? Label { get; set; }
    }

    [Function(nameof(ReplayQuarantined))]
    [Allow(Role.Supervisor, Role.Service)]
    public async Task<Output> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/quarantine/{id}/replay")] HttpRequest request, string id, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return new Output { Result = Problem.Invalid(unknown) };
        (byte[]? body, FieldProblem? tooLong) = await request.ReadBodyAsync(cancellation);
        if (body is null)
            return new Output { Result = Problem.Invalid(tooLong!) };
        if (await quarantine.GetAsync(id, cancellation) is not { } found)
            return new Output { Result = Problem.NotFound($"There is no quarantined event '{id}'.") };
        (QuarantinedEvent entry, string etag) = found;
        if (entry.State == QuarantineState.Replayed)
            return new Output { Result = Problem.Conflict("already-replayed", $"'{id}' was taken out before.") };
        byte[] text = body.Length > 0 ? body : Encoding.UTF8.GetBytes(await quarantine.RawAsync(entry, cancellation));
        return entry.Stream == Topics.Labels ? await SendLabelAsync(entry, etag, text) : await DecideAsync(entry, etag, text);
    }

    /// <summary>
    /// Claimed, decided, marked: dying in between leaves the entry open for the same content, whose decision a repetition finds and does not change.
    /// </summary>
    private async Task<Output> DecideAsync(QuarantinedEvent entry, string etag, byte[] text)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Parsed<Transaction> parsed = TransactionReader.Read(text, now);
        if (parsed.Value is not { } transaction)
            return new Output { Result = Problem.Invalid(parsed.Problem!) };
        if (await quarantine.ClaimAsync(entry, etag, Convert.ToHexStringLower(SHA256.HashData(text)), CancellationToken.None) is not { } claimed)
            return new Output { Result = Problem.Conflict("already-replayed", $"'{entry.Id}' is being taken out with another content.") };
        Answer answer = await decisions.DecideAsync(new Arrival(transaction, now, EventSource.Http));
        if (answer.Decision is not { } decision)
        {
            await quarantine.ReleaseAsync(claimed.Entry, claimed.ETag, CancellationToken.None);
            return new Output { Result = Problem.Invalid(answer.Problem!) };
        }
        await quarantine.MarkReplayedAsync(claimed.Entry, claimed.ETag, CancellationToken.None);
        return new Output
        {
            Result = Results.Json(new { decision = decision.Id, outcome = decision.Assessment.Outcome }, Json.Options),
            Made = DecisionMade.Of(decision, answer.Receipt!).ToJson(),
        };
    }

    /// <summary>
    /// A label goes back on its stream, where all labels meet. It is put down as an early one first: should the process die before it is out, the
    /// hourly look at those finds it.
    /// </summary>
    private async Task<Output> SendLabelAsync(QuarantinedEvent entry, string etag, byte[] text)
    {
        Parsed<Label> parsed = LabelReader.Read(text, clock.GetUtcNow());
        if (parsed.Value is not { } label)
            return new Output { Result = Problem.Invalid(parsed.Problem!) };
        if (await quarantine.ClaimAsync(entry, etag, Convert.ToHexStringLower(SHA256.HashData(text)), CancellationToken.None) is not { } claimed)
            return new Output { Result = Problem.Conflict("already-replayed", $"'{entry.Id}' is being taken out with another content.") };
        await early.PutDownAsync(label, CancellationToken.None);
        await quarantine.MarkReplayedAsync(claimed.Entry, claimed.ETag, CancellationToken.None);
        return new Output { Result = Results.Accepted(), Label = Encoding.UTF8.GetString(LabelReader.ToJson(label)) };
    }
}
