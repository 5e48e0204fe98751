using System.Globalization;
using FraudFunctions.App.Alerts;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace FraudFunctions.App.Cases;

/// <summary>
/// Applies a final disposition: notes the labels it hands out, closes the case, instructs the bank, and settles the alerts. Each effect has an
/// id of its own, so that running again changes nothing.
/// </summary>
public sealed class CloseCase(CaseBook cases, FollowUp followUp, AlertBook alerts, AlertedDecisions alerted, Instructions instructions, IDocuments documents, TimeProvider clock)
{
    [Function(nameof(CloseCase))]
    public async Task<CaseStatus> Run([ActivityTrigger] CaseRound round, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        Case own = (await cases.GetAsync(round.CustomerId, round.Number, cancellation) ?? throw new InvalidDataException($"There is no case '{Case.IdOf(round.CustomerId, round.Number)}'.")).Case;
        if (own.Round != round.Round || own.Disposition is not { IsFinal: true } disposition)
            return own.Status;
        IReadOnlyList<Decision> decisions = await alerted.ReadAsync(disposition.DecisionIds, cancellation);
        // A final disposition is applied whatever happens, so that its labels may be noted before the case is closed.
        await documents.CommitManyAsync(CaseDocument.Container,
            [.. LabelsOf(own, decisions).Chunk(StoreLimits.OperationsPerCommit).Select(chunk => new PartitionCommit(own.CustomerId, [.. chunk.Select(LabelOutbox.Note)]))], cancellation);
        own = await cases.ChangeAsync(round.CustomerId, round.Number, now => now.IsClosed ? null : (Closed(now, clock.GetUtcNow()), new Act(nameof(CloseCase), "close", Choices<CaseStatus>.NameOf(now.Status), Choices<CaseStatus>.NameOf(StatusOf(disposition.Outcome)), disposition.Rationale, disposition.Maker), []), cancellation);
        foreach (Instruction instruction in InstructionsOf(own, decisions))
            await instructions.PutAsync(instruction, cancellation);
        IReadOnlyList<string> ours = await followUp.StillOursAsync(own, cancellation);
        await alerts.SettleAsync(own.CustomerId, ours, AlertStateOf(disposition.Outcome), own.Id, new Act(disposition.Checker ?? disposition.Maker, "close-case", Reason: disposition.Rationale, Maker: disposition.Checker is null ? null : disposition.Maker), cancellation);
        // Closed alerts take no more in: what is in them now and was not decided about needs a case of its own.
        await followUp.OpenAsync(own, ours, client, cancellation);
        return own.Status;
    }

    internal static Case Closed(Case one, DateTimeOffset now) => one with { Status = StatusOf(one.Disposition!.Outcome), ClosedAt = now, SuspendedUntil = null };

    internal static CaseStatus StatusOf(DispositionOutcome outcome) => outcome switch
    {
        DispositionOutcome.ConfirmedFraud => CaseStatus.ClosedConfirmed,
        DispositionOutcome.ConfirmedAmlSuspicion => CaseStatus.ClosedConfirmed,
        DispositionOutcome.ValuableAlert => CaseStatus.ClosedRefuted,
        DispositionOutcome.FalsePositive => CaseStatus.ClosedRefuted,
        DispositionOutcome.Inconclusive => CaseStatus.ClosedInconclusive,
        DispositionOutcome.Duplicate => CaseStatus.Abandoned,
    };

    internal static AlertState AlertStateOf(DispositionOutcome outcome) => outcome switch
    {
        DispositionOutcome.ConfirmedFraud => AlertState.RealThreat,
        DispositionOutcome.ConfirmedAmlSuspicion => AlertState.RealThreat,
        DispositionOutcome.ValuableAlert => AlertState.Cleared,
        DispositionOutcome.FalsePositive => AlertState.Dismissed,
        DispositionOutcome.Inconclusive => AlertState.Cleared,
        DispositionOutcome.Duplicate => AlertState.Dismissed,
    };

    /// <summary>What the models learn: nothing of a suspicion of money laundering, nor of what remained open.</summary>
    internal static IEnumerable<Label> LabelsOf(Case one, IReadOnlyList<Decision> decisions)
    {
        Disposition disposition = one.Disposition!;
        Verdict? verdict = disposition.Outcome switch
        {
            DispositionOutcome.ConfirmedFraud => Verdict.Fraud,
            DispositionOutcome.FalsePositive => Verdict.Genuine,
            DispositionOutcome.ConfirmedAmlSuspicion => null,
            DispositionOutcome.ValuableAlert => null,
            DispositionOutcome.Inconclusive => null,
            DispositionOutcome.Duplicate => null,
        };
        // A declined payment never happened: that it was fraud is a guess, and stays unlabelled.
        return verdict is null || one.Type != CaseType.Fraud ? [] : decisions.Where(decision => verdict == Verdict.Genuine || decision.Assessment.Outcome != Outcome.Decline).Select(decision => new Label
        {
            TransactionId = decision.Transaction.Id,
            CustomerId = one.CustomerId,
            Verdict = verdict.Value,
            EventTime = decision.Transaction.Time,
            KnownTime = disposition.CheckedAt ?? disposition.MadeAt,
            Source = LabelSource.Analyst,
            // One pair of eyes errs more often than two.
            Confidence = disposition.Checker is null ? .9 : .97,
        });
    }

    /// <summary>Held payments of somebody cleared are let go; somebody defrauded is protected and told.</summary>
    internal static IEnumerable<Instruction> InstructionsOf(Case one, IReadOnlyList<Decision> decisions)
    {
        Disposition disposition = one.Disposition!;
        // About money laundering and sanctions the customer must notice nothing: what is to be done there goes other ways.
        if (one.Type != CaseType.Fraud)
            return [];
        Instruction Instruct(InstructionKind kind, string subject, string? decisionId) => new()
        {
            Id = Instruction.IdOf(kind, subject),
            Kind = kind,
            CustomerId = one.CustomerId,
            DecisionId = decisionId,
            Reason = $"case {one.Id}: {disposition.SubReason}",
            By = disposition.Checker ?? disposition.Maker,
            At = disposition.CheckedAt ?? disposition.MadeAt,
        };
        return disposition.Outcome switch
        {
            DispositionOutcome.ConfirmedFraud => [Instruct(InstructionKind.Block, RoundOf(one), null), Instruct(InstructionKind.Notify, RoundOf(one), null)],
            DispositionOutcome.FalsePositive => decisions.Where(decision => decision.Assessment.Outcome == Outcome.Hold).Select(decision => Instruct(InstructionKind.Release, decision.Id, decision.Id)),
            DispositionOutcome.ValuableAlert => decisions.Where(decision => decision.Assessment.Outcome == Outcome.Hold).Select(decision => Instruct(InstructionKind.Release, decision.Id, decision.Id)),
            // What is filed with an authority shows in nothing that the customer could notice.
            DispositionOutcome.ConfirmedAmlSuspicion => [],
            DispositionOutcome.Inconclusive => [],
            DispositionOutcome.Duplicate => [],
        };
    }

    private static string RoundOf(Case one) => string.Create(CultureInfo.InvariantCulture, $"{one.Id}~{one.Round}");
}
