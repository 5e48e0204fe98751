using System.Text.Json;
using FraudFunctions.App.Approvals;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Cases;

/// <summary>Lets go of a held transaction once two people agree: the subject is the decision, and the bank is instructed once, however often it is approved.</summary>
internal sealed class ReleaseHold(IDocuments documents, CaseBook cases, Instructions instructions) : IApprovedEffect
{
    public GuardedOperation Operation => GuardedOperation.ReleaseHold;

    public async Task<FieldProblem?> CheckAsync(string subject, JsonElement content, CancellationToken cancellation)
    {
        if (content.EnumerateObject().Any())
            return new FieldProblem("unknown-member", "content", "must be {}: there is nothing to say besides the decision and the reason");
        if (Decision.Parts(subject) is not { } parts
            || await documents.GetAsync(CustomerBook.Container, DecisionDocument.KeyOf(parts.CustomerId, parts.TransactionId), cancellation) is not { } document)
            return new FieldProblem("unknown-value", "subject", $"is '{subject}', and there is no such decision");
        Outcome outcome = DecisionReader.Read(document.Body).Assessment.Outcome;
        return outcome == Outcome.Hold ? null : new FieldProblem("not-held", "subject", $"was decided as {Choices<Outcome>.NameOf(outcome)}; only what is held can be released");
    }

    public async Task<FieldProblem?> ApplyAsync(Proposal proposal, CancellationToken cancellation)
    {
        // Looked at again: between the proposal and its approval somebody may have found that it was fraud.
        string customer = Decision.Parts(proposal.Subject)!.Value.CustomerId;
        if ((await cases.OfCustomerAsync(customer, cancellation)).Any(filed => filed.Case.Disposition is { Outcome: DispositionOutcome.ConfirmedFraud } confirmed && confirmed.DecisionIds.Contains(proposal.Subject)))
            return new FieldProblem("confirmed-fraud", "subject", "was confirmed as fraud in a case; it is not released");
        await instructions.PutAsync(new Instruction
        {
            Id = Instruction.IdOf(InstructionKind.Release, proposal.Subject),
            Kind = InstructionKind.Release,
            CustomerId = Decision.Parts(proposal.Subject)!.Value.CustomerId,
            DecisionId = proposal.Subject,
            Reason = proposal.Reason,
            By = proposal.Checker!,
            At = proposal.DecidedAt!.Value,
        }, cancellation);
        return null;
    }
}
