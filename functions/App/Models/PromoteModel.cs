using System.Text.Json;
using FraudFunctions.App.Approvals;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Models;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Governance;

namespace FraudFunctions.App.Models;

/// <summary>
/// Makes the model champion that two people agree on. The subject is its id; the content names the champion that it was compared with, null for none:
/// another one by now means that nobody has compared these two.
/// </summary>
internal sealed class PromoteModel(ModelRegistry registry, RoleBook roles, ModelFindings findings) : IApprovedEffect
{
    public GuardedOperation Operation => GuardedOperation.PromoteModel;

    public static string SchemaHash { get; } = FeatureSchema.Payments().Hash;

    public async Task<FieldProblem?> CheckAsync(string subject, JsonElement content, CancellationToken cancellation)
    {
        if (!TryReadFrom(content, out string? from))
            return new FieldProblem("missing", "content.from", "must be the present champion's id, or null when there is none");
        ModelRoles now = await roles.GetAsync(cancellation);
        if (now.Champion == subject)
            return new FieldProblem("is-champion", "subject", $"'{subject}' decides already");
        GateReport? gates = await findings.GetGatesAsync(subject, cancellation);
        if (Refuse(subject, await registry.GetCardAsync(subject, cancellation), gates) is { } refused)
            return refused;
        if (ChangeRoles.Promote(now, subject, from, default).Problem is { } outdated)
            return outdated;
        if (gates!.Champion != from)
            return new FieldProblem("other-champion", "subject", $"was held against {Named(gates.Champion)}, and {Named(from)} decides now: hold it against that one");
        return await findings.GetShadowAsync(subject, cancellation) is { Passed: false } failed
            ? new FieldProblem("shadow-failed", "subject", $"did not stand the shadow: {string.Join(" ", failed.Results.Where(result => !result.Passed).Select(result => result.Sentence))}")
            : null;
    }

    public async Task<FieldProblem?> ApplyAsync(Proposal proposal, CancellationToken cancellation)
    {
        if (!await roles.IsDoneAsync(proposal.Id, cancellation) && await CheckAsync(proposal.Subject, proposal.Content, cancellation) is { } impossible)
            // Applied just now by another who had the same to do.
            return await roles.IsDoneAsync(proposal.Id, cancellation) ? null : impossible;
        TryReadFrom(proposal.Content, out string? from);
        Act act = new(proposal.Checker ?? proposal.Maker, "promote", Reason: proposal.Reason, Maker: proposal.Maker);
        return await roles.PromoteAsync(proposal.Subject, from, proposal.Id, act, cancellation);
    }

    /// <summary>Why a model may not become champion, whoever wants it, or null.</summary>
    internal static FieldProblem? Refuse(string model, ModelCard? card, GateReport? gates) => (card, gates) switch
    {
        _ when RefuseCard(model, card) is { } unfit => unfit,
        (_, null) => new FieldProblem("not-gated", "subject", "has not been held against the gates"),
        (_, { Passed: false } failed) => new FieldProblem("gates-failed", "subject", $"has failed {string.Join(", ", failed.Results.Where(result => !result.Passed).Select(result => result.Gate))}"),
        _ => null,
    };

    /// <summary>Why this release cannot run a model, or null.</summary>
    internal static FieldProblem? RefuseCard(string model, ModelCard? card)
    {
        if (card is null)
            return new FieldProblem("not-found", "subject", $"is '{model}', and there is no such model");
        return card.SchemaHash == SchemaHash ? null : new FieldProblem("other-schema", "subject", $"was trained on feature schema {card.SchemaHash[..12]}, this release computes {SchemaHash[..12]}");
    }

    private static string Named(string? model) => model is null ? "no champion" : $"'{model}'";

    private static bool TryReadFrom(JsonElement content, out string? from)
    {
        from = null;
        if (content.ValueKind != JsonValueKind.Object || !content.TryGetProperty("from", out JsonElement member) || member.ValueKind is not (JsonValueKind.String or JsonValueKind.Null) || content.EnumerateObject().Count() != 1)
            return false;
        from = member.GetString();
        return true;
    }
}
