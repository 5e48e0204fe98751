using System.Text.Json;
using FraudFunctions.App.Approvals;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Alerts;

/// <summary>
/// Suppresses alerts once two people agree. The subject is a customer, or * for all of them; the content says for which reason code, and until when. All
/// alerts of all customers cannot be suppressed.
/// </summary>
internal sealed class SuppressAlerts(IDocuments documents, Suppressions suppressions, ActiveBasis active, TimeProvider clock) : IApprovedEffect
{
    public const string Everybody = "*";

    // Half a year: who still wants it then should have to say so again.
    private static readonly TimeSpan longest = TimeSpan.FromDays(180);

    public GuardedOperation Operation => GuardedOperation.SuppressAlerts;

    public async Task<FieldProblem?> CheckAsync(string subject, JsonElement content, CancellationToken cancellation)
    {
        (Wanted? wanted, FieldProblem? unreadable) = Read(content);
        if (wanted is null)
            return unreadable;
        if (Check(subject, wanted, clock.GetUtcNow()) is { } problem)
            return problem;
        // A misspelt code or customer would be a suppression that suppresses nothing.
        if (wanted.ReasonCode is { } code && !ReasonCatalog.Knows(code) && (await active.GetAsync(cancellation)).Rules.Rules.All(rule => rule.Code != code))
            return new FieldProblem("unknown-value", "content.reasonCode", $"is '{code}', which no decision gives as its reason");
        return subject == Everybody || await documents.GetAsync(CustomerBook.Container, new(subject, CustomerRecord.DocumentId), cancellation) is not null
            ? null
            : new FieldProblem("unknown-value", "subject", $"is '{subject}', and there is no such customer");
    }

    public async Task<FieldProblem?> ApplyAsync(Proposal proposal, CancellationToken cancellation)
    {
        Wanted wanted = Read(proposal.Content).Value!;
        if (wanted.Until <= proposal.DecidedAt)
            return new FieldProblem("out-of-range", "content.until", "had passed when it was approved");
        await suppressions.PutAsync(new Suppression
        {
            Id = proposal.Id,
            CustomerId = proposal.Subject == Everybody ? null : proposal.Subject,
            ReasonCode = wanted.ReasonCode,
            Reason = proposal.Reason,
            Until = wanted.Until!.Value,
            Maker = proposal.Maker,
            Checker = proposal.Checker!,
            ApprovedAt = proposal.DecidedAt!.Value,
        }, cancellation);
        return null;
    }

    internal static FieldProblem? Check(string subject, Wanted wanted, DateTimeOffset now) => wanted switch
    {
        { ReasonCode: null } when subject == Everybody => new FieldProblem("missing", "content.reasonCode", "is missing: not all alerts of all customers can be suppressed"),
        { Until: null } => new FieldProblem("missing", "content.until", "is missing: no suppression lasts for ever"),
        { Until: { } until } when until <= now || until > now + longest => new FieldProblem("out-of-range", "content.until", $"must lie ahead, and at most {longest.TotalDays:0} days"),
        _ => null,
    };

    private static Parsed<Wanted> Read(JsonElement content)
    {
        try
        {
            return content.Deserialize<Wanted>(Json.Options)!;
        }
        catch (JsonException refused)
        {
            return RequestReading.Refusal(refused, "content");
        }
    }

    /// <summary>The content of such a proposal.</summary>
    internal sealed record Wanted(string? ReasonCode, DateTimeOffset? Until);
}
