using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.App.Cases;

/// <summary>A step of a person: the case after it and what is written along, or why it is refused.</summary>
internal sealed record Step(Case? Changed, Act? Act, IReadOnlyList<Write> Along, Problem? Refused)
{
    public static Step To(Case changed, Act act, params IReadOnlyList<Write> along) => new(changed, act, along, null);

    public static Step Refuse(Problem problem) => new(null, null, [], problem);

    public static Step Conflict(string code, string detail) => Refuse(new Problem(StatusCodes.Status409Conflict, code, "The case does not allow it.", detail));
}

/// <summary>
/// Takes steps of people on cases: of the version they have read and no other, as far as they may see the case at all; tells the investigation.
/// </summary>
public sealed class CaseDesk(CaseBook cases, TimeProvider clock)
{
    /// <summary>Reads what is asked, refuses what is wrong with it by name, and takes the step.</summary>
    internal async Task<IResult> StepAsync<T>(HttpRequest request, FunctionContext context, DurableTaskClient client, string id, Func<T, FieldProblem?> refuse, Func<Case, T, Caller, DateTimeOffset, Step> step, CancellationToken cancellation) where T : class
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        (T? asked, FieldProblem? unreadable) = await request.ReadJsonAsync<T>(cancellation);
        return (unreadable ?? refuse(asked!)) is { } wrong
            ? Problem.Invalid(wrong)
            : await StepAsync(request, context, client, id, (one, caller, now) => step(one, asked!, caller, now), cancellation);
    }

    internal async Task<IResult> StepAsync(HttpRequest request, FunctionContext context, DurableTaskClient client, string id, Func<Case, Caller, DateTimeOffset, Step> step, CancellationToken cancellation)
    {
        (string? etag, var unconditional) = request.IfMatch();
        if (etag is null)
            return new Problem(StatusCodes.Status428PreconditionRequired, unconditional!.Code, "Say which version you have read.", $"{unconditional.Field} {unconditional.Message}.", unconditional.Field).ToResult();
        if (await cases.GetAsync(id, context.Caller(), cancellation) is not { } filed)
            return Problem.NotFound($"There is no case '{id}'.");
        if (filed.ETag != etag)
            return Problem.Stale($"Somebody has changed case '{id}' since you read it. Read it again; nothing of yours was written.");
        Step taken = step(filed.Case, context.Caller(), clock.GetUtcNow());
        if (taken.Refused is not null)
            return taken.Refused.ToResult();
        if (await cases.ChangeAsync(filed, taken.Changed!, taken.Act!, taken.Along, cancellation) is not { } written)
            return Problem.Stale($"Somebody has changed case '{id}' just now. Read it again; nothing of yours was written.");
        // Written first, told second: what is not heard is seen when the investigation looks next.
        await TellAsync(client, written.Case, cancellation);
        return CaseView.Answer(request.HttpContext.Response, written);
    }

    private static async Task TellAsync(DurableTaskClient client, Case changed, CancellationToken cancellation)
    {
        // A start that was lost, as after a reopening that died, is made good by the next step.
        if (changed.Report?.Round != changed.Round && !changed.IsClosed)
            await OpenCase.StartAsync(client, changed, cancellation);
        else
            await client.RaiseEventAsync(new CaseRound(changed.CustomerId, changed.Number, changed.Round).InstanceId, InvestigateCase.Changed, changed.Status.ToString(), cancellation);
    }
}
