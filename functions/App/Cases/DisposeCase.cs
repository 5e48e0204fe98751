using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.App.Cases;

/// <summary>What explains a disposition, second level.</summary>
public enum SubReason
{
    StolenCard, CardTesting, AccountTakeover, CompromisedMerchant, Mule, FirstParty, ScamAuthorised, Structuring,
    CustomerExplained, KnownCounterparty, Travel, PayrollCycle, DataError, RuleTooBroad, Other,
}

/// <summary>POST /v1/cases/{id}/disposition: what an analyst makes of a case. It is final at once, or waits for a second pair of eyes.</summary>
public sealed class DisposeCase(CaseDesk desk, CaseBook cases, AlertedDecisions alerted, FourEyes fourEyes)
{
    private const int LongestRationale = 4_000;

    public sealed record Request(DispositionOutcome? Outcome, SubReason? SubReason, string? Rationale);

    [Function(nameof(DisposeCase))]
    [Allow(Role.Analyst, Role.Supervisor, Role.Compliance)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/cases/{id}/disposition")] HttpRequest request,
        string id, FunctionContext context, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        // What the disposition will be about, before the case is looked at: the version that the caller has read decides whether it still is.
        IReadOnlyList<Decision> decisions = await cases.GetAsync(id, context.Caller(), cancellation) is { } read
            ? await alerted.ReadAsync(await alerted.IdsAsync(read.Case, cancellation), cancellation)
            : [];
        return await desk.StepAsync<Request>(request, context, client, id, Refuse, (one, asked, caller, now) => Dispose(one, asked, decisions, caller, fourEyes, now), cancellation);
    }

    internal static FieldProblem? Refuse(Request asked) => asked switch
    {
        { Outcome: null } => new FieldProblem("missing", "outcome", $"is missing; known are {string.Join(", ", Choices<DispositionOutcome>.Names)}"),
        { SubReason: null } => new FieldProblem("missing", "subReason", $"is missing; known are {string.Join(", ", Choices<SubReason>.Names)}"),
        { Rationale: var rationale } when string.IsNullOrWhiteSpace(rationale) => new FieldProblem("missing", "rationale", "is missing: what was seen, and why it leads there"),
        { Rationale.Length: > LongestRationale } => new FieldProblem("too-long", "rationale", $"has more than {LongestRationale} characters"),
        _ => null,
    };

    /// <summary>The case with its disposition: final, or pending where two pairs of eyes are asked for.</summary>
    internal static Step Dispose(Case one, Request asked, IReadOnlyList<Decision> decisions, Caller caller, FourEyes fourEyes, DateTimeOffset now)
    {
        if (one.IsClosed || one.Disposition is not null || one.Status is CaseStatus.PendingReopenApproval)
            return Step.Conflict("already-decided", $"Case '{one.Id}' has a disposition.");
        if (one.Report?.Round != one.Round)
            return Step.Conflict("no-report", $"The report of case '{one.Id}' is still being written; it is to be read first.");
        if (!DraftCaseReport.Covers(one.Report, one.Round, [.. decisions.Select(decision => decision.Id)]))
            return Step.Conflict("report-outdated", $"Alerts of case '{one.Id}' have grown since its report; it is being written anew.");
        DispositionOutcome outcome = asked.Outcome!.Value;
        if (!MayEnd(one.Type, outcome))
            return Step.Conflict("wrong-type", $"A case of type {Choices<CaseType>.NameOf(one.Type)} does not end in {Choices<DispositionOutcome>.NameOf(outcome)}.");
        GuardedOperation operation = OperationOf(one, outcome, decisions);
        if (fourEyes.RefuseMaker(operation, caller) is { } refused)
            return Step.Refuse(refused);
        bool pending = fourEyes.Guards(operation, (long)Math.Round(decisions.Sum(decision => decision.Assessment.ExpectedLossMinor)));
        Case disposed = one with
        {
            Status = pending ? CaseStatus.PendingFinalApproval : CaseStatus.InProgress,
            Assignee = one.Assignee ?? caller.Name,
            SuspendedUntil = null,
            Disposition = new Disposition
            {
                Outcome = outcome,
                SubReason = Choices<SubReason>.NameOf(asked.SubReason!.Value),
                Rationale = asked.Rationale!,
                Maker = caller.Name,
                MadeAt = now,
                IsFinal = !pending,
                DecisionIds = [.. decisions.Select(decision => decision.Id)],
                Operation = operation,
            },
        };
        return Step.To(disposed, new Act(caller.Name, "dispose", Choices<CaseStatus>.NameOf(one.Status), Choices<DispositionOutcome>.NameOf(outcome), asked.Rationale));
    }

    /// <summary>How a case of a type may end: what concerns money laundering or sanctions is neither confirmed as fraud nor the other way round.</summary>
    internal static bool MayEnd(CaseType type, DispositionOutcome outcome) => outcome switch
    {
        DispositionOutcome.ConfirmedFraud => type == CaseType.Fraud,
        DispositionOutcome.ConfirmedAmlSuspicion => type is CaseType.Aml or CaseType.Screening,
        DispositionOutcome.ValuableAlert or DispositionOutcome.FalsePositive or DispositionOutcome.Inconclusive => true,
        // Only merging ends a case as the duplicate of another.
        DispositionOutcome.Duplicate => false,
    };

    /// <summary>Which guarded operation an end amounts to.</summary>
    internal static GuardedOperation OperationOf(Case one, DispositionOutcome outcome, IReadOnlyList<Decision> decisions) => one.Type switch
    {
        CaseType.Aml => outcome == DispositionOutcome.ConfirmedAmlSuspicion ? GuardedOperation.FileReport : GuardedOperation.NotFileReport,
        CaseType.Screening => outcome == DispositionOutcome.ConfirmedAmlSuspicion ? GuardedOperation.FileReport : GuardedOperation.ClearSanctionsHit,
        CaseType.Fraud => outcome is DispositionOutcome.FalsePositive or DispositionOutcome.ValuableAlert && decisions.Any(decision => decision.Assessment.Outcome == Outcome.Hold)
            ? GuardedOperation.ReleaseHold : GuardedOperation.CloseCase,
    };
}
