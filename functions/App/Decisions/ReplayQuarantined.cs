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
public sealed class ReplayQuarantined(Quarantine quarantine, DecisionDesk decisions, TimeProvider clock)
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
        if (entry.Stream == Topics.Labels)
            return await SendLabelAsync(entry, etag, text);
        (FieldProblem? problem, DecisionMade? made) = await DecideAsync(text);
        if (problem is not null)
            return new Output { Result = Problem.Invalid(problem) };
        // Decided first, marked second: dying in between repeats a decision, which changes nothing.
        await quarantine.MarkReplayedAsync(entry, etag, CancellationToken.None);
        return new Output
        {
            Result = Results.Json(new { decision = made!.DecisionId, outcome = made.Outcome }, Json.Options),
            Made = made.ToJson(),
        };
    }

    private async Task<(FieldProblem?, DecisionMade?)> DecideAsync(byte[] text)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Parsed<Transaction> parsed = TransactionReader.Read(text, now);
        if (parsed.Value is not { } transaction)
            return (parsed.Problem, null);
        Answer answer = await decisions.DecideAsync(new Arrival(transaction, now, EventSource.Http));
        return answer.Decision is { } decision ? (null, DecisionMade.Of(decision, answer.Receipt!)) : (answer.Problem, null);
    }

    /// <summary>
    /// A label goes back on its stream, where all labels meet. Marked before it is out: should the process die in between, the entry still holds it.
    /// </summary>
    private async Task<Output> SendLabelAsync(QuarantinedEvent entry, string etag, byte[] text)
    {
        Parsed<Label> parsed = LabelReader.Read(text, clock.GetUtcNow());
        if (parsed.Value is not { } label)
            return new Output { Result = Problem.Invalid(parsed.Problem!) };
        if (!await quarantine.MarkReplayedAsync(entry, etag, CancellationToken.None))
            return new Output { Result = Problem.Conflict("already-replayed", $"'{entry.Id}' was taken out just now.") };
        return new Output { Result = Results.Accepted(), Label = Encoding.UTF8.GetString(LabelReader.ToJson(label)) };
    }
}
