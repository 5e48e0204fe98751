using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Approvals;

/// <summary>POST /v1/approvals: proposes a guarded operation, for somebody else to approve.</summary>
public sealed class ProposeOperation(ApprovalDesk desk, FourEyes fourEyes)
{
    // A rule book or the lists of a bank, with room in the store's commit for what goes with it.
    private const int MostBytes = 1_000_000;
    private const int LongestSubject = 200;
    private const int LongestReason = 2_000;

    [Function(nameof(ProposeOperation))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance, Role.ModelOwner)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/approvals")] HttpRequest request, FunctionContext context, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        (ProposalRequest? asked, FieldProblem? unreadable) = await request.ReadJsonAsync<ProposalRequest>(cancellation, MostBytes);
        if (asked is null)
            return Problem.Invalid(unreadable!);
        if (Refuse(asked) is { } wrong)
            return Problem.Invalid(wrong);
        GuardedOperation operation = asked.Operation!.Value;
        if (fourEyes.RefuseMaker(operation, context.Caller()) is { } refused)
            return refused.ToResult();
        if (!desk.Available.Contains(operation))
            return Problem.Conflict("not-available", $"{Choices<GuardedOperation>.NameOf(operation)} cannot be proposed here; available are {string.Join(", ", desk.Available.Order().Select(Choices<GuardedOperation>.NameOf))}.", "operation");
        if (await desk.CheckAsync(operation, asked, cancellation) is { } impossible)
            return Problem.Invalid(impossible);
        (Filed filed, bool isNew) = await desk.ProposeAsync(operation, asked, context.Caller().Name, cancellation);
        request.HttpContext.Response.Headers.Location = "/v1/approvals/" + filed.Proposal.Id;
        return ProposalView.Answer(request, filed, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    /// <summary>What is missing or wrong, whatever the operation.</summary>
    internal static FieldProblem? Refuse(ProposalRequest asked) => asked switch
    {
        { Operation: null } => new FieldProblem("missing", "operation", $"is missing; known are {string.Join(", ", Choices<GuardedOperation>.Names)}"),
        { Subject: null or "" } => new FieldProblem("missing", "subject", "is missing: to what is it to be done"),
        { Subject.Length: > LongestSubject } => new FieldProblem("too-long", "subject", $"has more than {LongestSubject} characters"),
        { Content: null } => new FieldProblem("missing", "content", "is missing; an operation that needs nothing takes {}"),
        { Content.ValueKind: not JsonValueKind.Object } => new FieldProblem("wrong-type", "content", "is not a JSON object"),
        { Reason: var reason } when string.IsNullOrWhiteSpace(reason) => new FieldProblem("missing", "reason", "is missing: why should it be done"),
        { Reason.Length: > LongestReason } => new FieldProblem("too-long", "reason", $"has more than {LongestReason} characters"),
        { AtStakeMinor: < 0 } => new FieldProblem("out-of-range", "atStakeMinor", "must not be negative"),
        _ => null,
    };
}
