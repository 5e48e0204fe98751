using System.Text.Json;
using FraudFunctions.App.Approvals;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// Promotes rules, lists or a policy that two people agree on. The subject names which; the content is the whole new document, with the version that it
/// was made from. It decides as soon as the app looks the active versions up again.
/// </summary>
internal sealed class PromoteVersion(GuardedOperation operation, RulebookPart part, Rulebook rulebook) : IApprovedEffect
{
    public GuardedOperation Operation => operation;

    public async Task<FieldProblem?> CheckAsync(string subject, JsonElement content, CancellationToken cancellation)
        => subject == Choices<RulebookPart>.NameOf(part)
            ? Promotion.Check(part, content, await rulebook.GetActiveAsync(cancellation))
            : new FieldProblem("unknown-value", "subject", $"is '{subject}'; here it is {Choices<RulebookPart>.NameOf(part)}");

    public Task<FieldProblem?> ApplyAsync(Proposal proposal, CancellationToken cancellation) => rulebook.PromoteAsync(part, proposal.Content, proposal.Id, cancellation);
}
