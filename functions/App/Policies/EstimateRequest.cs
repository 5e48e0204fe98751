using System.Text.Json;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Policies;

/// <summary>The body of POST /v1/policies/{id}/estimate; every member may be missing.</summary>
/// <param name="Policy">A policy that is not stored; the id is then <c>candidate</c>.</param>
/// <param name="Rules">Rules that stand instead of the active ones of the same id, or beside them, as <c>{"rules": [...]}</c>.</param>
/// <param name="Model">The id of a registered model whose probabilities count instead of those that were decided by.</param>
/// <param name="From">Decisions on payments from then on; without it, 30 days before the end.</param>
/// <param name="Until">And before then; without it, one maturity before <paramref name="AsOf"/>.</param>
/// <param name="AsOf">Labels and answers known by then; without it, now.</param>
/// <param name="MaturityDays">How long a payment must go without a label before its silence says that it was good; 30 without it.</param>
/// <param name="CustomerShare">Only of so many customers, always the same ones: a bank with many needs no more for an answer.</param>
public sealed record EstimateRequest(
    JsonElement? Policy = null, JsonElement? Rules = null, string? Model = null,
    DateTimeOffset? From = null, DateTimeOffset? Until = null, DateTimeOffset? AsOf = null, double? MaturityDays = null, double? CustomerShare = null);

/// <summary>What of the log is looked at: payments of a time, and what was known of them by another.</summary>
public sealed record LogWindow(DateTimeOffset From, DateTimeOffset Until, DateTimeOffset AsOf, double MaturityDays, double CustomerShare)
{
    private const double UsualMaturityDays = 30;
    private const double UsualDays = 30;
    private const double MostDays = 92;
    private static readonly DateTimeOffset earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The window asked for, or the member that is wrong.</summary>
    public static Parsed<LogWindow> Of(EstimateRequest asked, DateTimeOffset now)
    {
        double maturity = asked.MaturityDays ?? UsualMaturityDays;
        if (maturity is not (>= 0 and <= 365))
            return new FieldProblem("out-of-range", "maturityDays", "must be from 0 to 365");
        double share = asked.CustomerShare ?? 1;
        if (share is not (> 0 and <= 1))
            return new FieldProblem("out-of-range", "customerShare", "must be above 0 and at most 1");
        foreach ((string name, DateTimeOffset? time) in new[] { ("asOf", asked.AsOf), ("until", asked.Until), ("from", asked.From) })
        {
            if (time < earliest || time > now.AddDays(1))
                return new FieldProblem("out-of-range", name, $"must be from {earliest:yyyy-MM-dd} to now");
        }
        DateTimeOffset asOf = (asked.AsOf ?? now).ToUniversalTime();
        if (asOf > now)
            return new FieldProblem("out-of-range", "asOf", "lies in the future");
        DateTimeOffset ripe = asOf.AddDays(-maturity), until = (asked.Until ?? ripe).ToUniversalTime();
        if (until > ripe)
            return new FieldProblem("out-of-range", "until", $"must lie maturityDays ({maturity}) before asOf: what is younger has frauds that nobody has reported yet");
        DateTimeOffset from = (asked.From ?? until.AddDays(-UsualDays)).ToUniversalTime();
        if (from >= until)
            return new FieldProblem("out-of-range", "from", "must lie before until");
        return until - from > TimeSpan.FromDays(MostDays)
            ? new FieldProblem("out-of-range", "from", $"must lie at most {MostDays} days before until")
            : new LogWindow(from, until, asOf, maturity, share);
    }
}
