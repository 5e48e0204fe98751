using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Approvals;

/// <summary>What a guarded operation does once two people agree. Each slice registers those of its own operations.</summary>
public interface IApprovedEffect
{
    GuardedOperation Operation { get; }

    /// <summary>What is wrong with what is being proposed, or null: nobody's time goes into checking what could not be done.</summary>
    Task<FieldProblem?> CheckAsync(string subject, JsonElement content, CancellationToken cancellation);

    /// <summary>
    /// Does it, or says why it can no longer be done. It may be called again for the same proposal, after a crash or by two at once, and has its
    /// effect once: key what you write by the proposal's id. A fault is thrown, and it is tried again.
    /// </summary>
    Task<FieldProblem?> ApplyAsync(Proposal proposal, CancellationToken cancellation);
}
