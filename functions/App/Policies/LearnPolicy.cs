using System.Text.Json;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Policies;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Policies;

/// <summary>The body of POST /v1/policies/{id}/learn: from which features, and from which decisions.</summary>
public sealed record LearnRequest(IReadOnlyList<string>? Features = null, DateTimeOffset? From = null, DateTimeOffset? Until = null, DateTimeOffset? AsOf = null, double? MaturityDays = null, double? CustomerShare = null)
{
    public EstimateRequest Window => new() { From = From, Until = Until, AsOf = AsOf, MaturityDays = MaturityDays, CustomerShare = CustomerShare };
}

/// <summary>What was learned: the policy as it may be proposed, how many decisions taught it, and how many rest on features of other releases.</summary>
public sealed record LearnedView(int From, int Decisions, int OtherReleases, long LearnedFrom, Policy Policy);

/// <summary>
/// POST /v1/policies/{id}/learn: a stored policy with what the log teaches of its costs. It changes nothing: estimate it, then propose it as any
/// policy.
/// </summary>
public sealed class LearnPolicy(Rulebook rulebook, DecisionLog log, TimeProvider clock)
{
    private const int MostFeatures = 20;

    [Function(nameof(LearnPolicy))]
    [Allow(Role.ModelOwner, Role.Supervisor)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/policies/{id}/learn")] HttpRequest request, string id, CancellationToken cancellation)
    {
        if (request.UnknownParameter() is { } unknown)
            return Problem.Invalid(unknown);
        (LearnRequest? asked, FieldProblem? unreadable) = await request.ReadJsonAsync<LearnRequest>(cancellation);
        if (asked is null)
            return Problem.Invalid(unreadable!);
        (LogWindow? window, FieldProblem? wrongWindow) = LogWindow.Of(asked.Window, clock.GetUtcNow());
        IReadOnlyList<string> names = asked.Features ?? [];
        if ((wrongWindow ?? Refuse(names)) is { } wrong)
            return Problem.Invalid(wrong);
        ActiveVersions versions = await rulebook.GetActiveAsync(cancellation);
        if (await GetPolicy.FindAsync(rulebook, id, versions, cancellation) is not { } document)
            return GetPolicy.NotFound(id);
        Policy assumed = PolicyReader.Read(JsonSerializer.SerializeToUtf8Bytes(document), "policy").Value! with { Bandit = null };
        Policy asking = assumed with { Bandit = new Bandit { Features = [.. names.Select(name => new BanditFeature(name))] } };
        using IDisposable? turn = log.TryEnter();
        if (turn is null)
            return EstimatePolicyCost.Busy(request.HttpContext.Response);
        if (await log.ReadAsync(window!, new Candidate(asking), await rulebook.GetListsAsync(versions.Lists, cancellation), new Prices(assumed), cancellation) is not { } read)
            return Problem.Conflict("too-many", $"There are more than {DecisionLog.MostDecisions} decisions in the window: take a shorter one, or a share of the customers.", "customerShare");
        List<LoggedDecision> decisions = read.Decisions;
        LinearThompson learner = new(assumed, [.. names.Select(name => Scaled(name, decisions))], ActiveBasis.Schema);
        learner.Learn(decisions);
        return Results.Json(new LearnedView(assumed.Version, decisions.Count, read.OtherReleases, learner.Seen, learner.Next(assumed.Version)), Json.Options);
    }

    private static FieldProblem? Refuse(IReadOnlyList<string> names)
    {
        if (names.Count > MostFeatures)
            return new FieldProblem("out-of-range", "features", $"are {names.Count}; at most {MostFeatures} can be learned from");
        for (int i = 0; i < names.Count; i++)
        {
            if (ColumnOf(names[i]) < 0 || names.Take(i).Contains(names[i]))
                return new FieldProblem("unknown-value", $"features[{i}]", $"is '{names[i]}', which is no feature, or is there twice");
        }
        return null;
    }

    private static int ColumnOf(string? name)
    {
        IReadOnlyList<FeatureColumn> columns = ActiveBasis.Schema.Columns;
        for (int column = 0; column < columns.Count; column++)
        {
            if (columns[column].Name == name)
                return column;
        }
        return -1;
    }

    /// <summary>The feature with its mean and deviation over the log.</summary>
    private static BanditFeature Scaled(string name, List<LoggedDecision> decisions)
    {
        int column = ColumnOf(name);
        double[] values = [.. decisions.Where(one => one.Features.Length > column).Select(one => (double)one.Features.Span[column]).Where(double.IsFinite)];
        if (values.Length == 0)
            return new BanditFeature(name);
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return new BanditFeature(name, mean, deviation > 0 ? deviation : 1);
    }
}
