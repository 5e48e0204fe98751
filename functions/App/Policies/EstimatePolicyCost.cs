using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Lists;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Policies;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Policies;

/// <summary>
/// POST /v1/policies/{id}/estimate: what a policy would have cost, before it decides anything: a stored version, <c>active</c>, or a
/// <c>candidate</c> that the body carries; and what rules or a model would have cost under it.
/// </summary>
public sealed class EstimatePolicyCost(Candidates candidates, Rulebook rulebook, DecisionLog log, TimeProvider clock)
{
    private const int MostBytes = 1_000_000;

    // Those that a model says nothing of are no sample: more of them, and the rest answers another question.
    private const double MostUnscored = .1;

    [Function(nameof(EstimatePolicyCost))]
    [Allow(Role.ModelOwner, Role.Supervisor)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/policies/{id}/estimate")] HttpRequest request, string id, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        (EstimateRequest? asked, FieldProblem? unreadable) = await request.ReadJsonAsync<EstimateRequest>(cancellation, MostBytes);
        if (asked is null)
            return Problem.Invalid(unreadable!);
        (LogWindow? window, FieldProblem? wrongWindow) = LogWindow.Of(asked, clock.GetUtcNow());
        if (window is null)
            return Problem.Invalid(wrongWindow!);
        ActiveVersions versions = await rulebook.GetActiveAsync(cancellation);
        (Candidate? candidate, FieldProblem? wrong) = await candidates.FindAsync(id, asked, versions, cancellation);
        if (candidate is null)
            return wrong!.Code == Candidates.NoPolicy ? GetPolicy.NotFound(id) : Problem.Invalid(wrong);
        Prices prices = new(await rulebook.GetPolicyAsync(versions.Policy, cancellation));
        ListSet lists = await rulebook.GetListsAsync(versions.Lists, cancellation);
        using IDisposable? turn = log.TryEnter();
        if (turn is null)
            return Busy(request.HttpContext.Response);
        if (await log.ReadAsync(window, candidate, lists, prices, cancellation) is not { } read)
            return Problem.Conflict("too-many", $"There are more than {DecisionLog.MostDecisions} decisions in the window: take a shorter one, or a share of the customers.", "customerShare");
        List<LoggedDecision> decisions = read.Decisions;
        if (read.Unscored > MostUnscored * (decisions.Count + read.Unscored))
            return Problem.Conflict("not-scored", $"Model '{asked.Model}' says nothing of {read.Unscored} of {decisions.Count + read.Unscored} decisions: it was not scored beside them, and without what it would have remembered of the customers it cannot be asked again. Put it into the shadow, and ask for a window since.", "model");
        if (decisions.Count == 0)
            return Problem.Conflict("no-decisions", $"There are no decisions on payments from {window.From:O} until {window.Until:O} that were known at {window.AsOf:O}. Name days that have some with from and until; they must lie maturityDays before asOf.", "from");
        PolicyEstimate estimate = EstimatePolicy.On(decisions, TargetPolicy.OfCandidate(candidate.Policy, ActiveBasis.Schema), prices);
        return Results.Json(EstimateView.Of(estimate, id == Candidates.Unstored ? null : candidate.Policy.Version, versions.Policy, window, read) with { Warnings = [.. estimate.Warnings, .. candidate.Warnings(window, read)] }, Json.Options);
    }

    internal static IResult Busy(HttpResponse response)
    {
        response.Headers.RetryAfter = "10";
        return Problem.Conflict("busy", "The log is being read for somebody else: it goes through all customers, so one estimate is made at a time.");
    }
}
