using System.Text;
using System.Text.Json;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Models;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Policies;

/// <summary>Puts together what an estimate is asked about: a policy by its id or in the body, rules in the body, and a registered model.</summary>
public sealed class Candidates(Rulebook rulebook, ModelRegistry models)
{
    /// <summary>The id of a policy that is not stored.</summary>
    public const string Unstored = "candidate";

    internal const string NoPolicy = "no-policy";

    /// <summary>The candidate, or what is wrong; the code <see cref="NoPolicy"/> when no policy has that id.</summary>
    internal async Task<Parsed<Candidate>> FindAsync(string id, EstimateRequest asked, ActiveVersions versions, CancellationToken cancellation)
    {
        (Policy? policy, FieldProblem? wrong) = await PolicyAsync(id, asked, versions, cancellation);
        if (policy is null)
            return wrong!;
        (RuleSet? rules, FieldProblem? unreadable) = ReadRules(asked.Rules);
        if (unreadable is not null)
            return unreadable;
        if (asked.Model is not { } model)
            return new Candidate(policy, rules);
        return PromoteModel.RefuseCard(model, await models.GetCardAsync(model, cancellation)) is { } refused
            ? refused with { Field = "model" }
            : new Candidate(policy, rules, await models.LoadAsync(model, cancellation));
    }

    private async Task<Parsed<Policy>> PolicyAsync(string id, EstimateRequest asked, ActiveVersions versions, CancellationToken cancellation)
    {
        JsonElement? document = id == Unstored ? asked.Policy : await GetPolicy.FindAsync(rulebook, id, versions, cancellation);
        return (id == Unstored, asked.Policy, document) switch
        {
            (true, null, _) => new FieldProblem("missing", "policy", "is missing: which candidate"),
            (true, { ValueKind: not JsonValueKind.Object }, _) => new FieldProblem("wrong-type", "policy", "is not a JSON object"),
            (false, not null, _) => new FieldProblem("unexpected", "policy", "goes with the id 'candidate'; another id names a stored policy"),
            (_, _, null) => new FieldProblem(NoPolicy, "id", "names no policy"),
            (_, _, { } written) => PolicyReader.Read(Utf8Of(written), "policy"),
        };
    }

    private static (RuleSet? Rules, FieldProblem? Problem) ReadRules(JsonElement? asked)
    {
        if (asked is not { } document)
            return (null, null);
        if (document.ValueKind != JsonValueKind.Object)
            return (null, new FieldProblem("wrong-type", "rules", "is not a JSON object"));
        (RuleSet? rules, FieldProblem? unreadable) = RulesReader.Read(Utf8Of(document), "rules");
        return (rules, unreadable);
    }

    // As it came: writing it anew would stumble over text that is not Unicode before anybody could refuse it.
    private static byte[] Utf8Of(JsonElement document) => Encoding.UTF8.GetBytes(document.GetRawText());
}
