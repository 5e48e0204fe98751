using FraudFunctions.App.Alerts;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Stores;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Cases;

/// <summary>
/// Gathers one kind of evidence for an investigation. It reads and writes nothing, so that it may run again; what is not kept here at all is said to be
/// missing, with the reason.
/// </summary>
public sealed class GatherExhibits(IDocuments documents, CaseBook cases, AlertBook alerts, GatherPayments payments, Neighbourhood neighbourhood)
{
    private const int LabelsShown = 50;

    [Function(nameof(GatherExhibits))]
    public async Task<Gathered> Run([ActivityTrigger] GatherOrder order, CancellationToken cancellation)
    {
        CaseRound round = order.Round;
        Case own = (await cases.GetAsync(round.CustomerId, round.Number, cancellation) ?? throw new InvalidDataException($"There is no case '{Case.IdOf(round.CustomerId, round.Number)}'.")).Case;
        IReadOnlyList<Alert> raised = await alerts.GetAsync(own.CustomerId, own.AlertIds, cancellation);
        string[] alerted = [.. raised.SelectMany(alert => alert.DecisionIds).Distinct(StringComparer.Ordinal)];
        return order.Kind switch
        {
            ExhibitKind.Profile => Found(order.Kind, await payments.ProfileAsync(own.CustomerId, alerted, cancellation), "there are no payments to profile"),
            ExhibitKind.Timeline => Found(order.Kind, await payments.TimelineAsync(own.CustomerId, alerted, cancellation), "there are no decisions"),
            ExhibitKind.Decisions => Found(order.Kind, await payments.ReasonsAsync(own.CustomerId, alerted, cancellation), "the alerted decisions gave no reasons"),
            ExhibitKind.Links => new Gathered(order.Kind, [.. await neighbourhood.AroundAsync(own.CustomerId, cancellation)], null),
            ExhibitKind.History => new Gathered(order.Kind, await HistoryAsync(own, cancellation), null),
            ExhibitKind.Screening => new Gathered(order.Kind, [], "customers are not screened against lists here"),
            ExhibitKind.Facts => new Gathered(order.Kind, [], "no facts about customers are kept here"),
        };
    }

    private static Gathered Found(ExhibitKind kind, IReadOnlyList<Exhibit> exhibits, string otherwise) => new(kind, exhibits, exhibits.Count == 0 ? otherwise : null);

    private async Task<IReadOnlyList<Exhibit>> HistoryAsync(Case own, CancellationToken cancellation)
    {
        IReadOnlyList<Alert> all = await alerts.OfCustomerAsync(own.CustomerId, cancellation);
        IReadOnlyList<FiledCase> earlier = await cases.OfCustomerAsync(own.CustomerId, cancellation);
        DocumentPage labels = await documents.QueryPartitionAsync(CustomerBook.Container, own.CustomerId, RangeQuery.Prefix(LabelEntry.Prefix, LabelsShown, descending: true), cancellation);
        return
        [
            .. all.OrderBy(alert => alert.FirstTime).Select(alert => new AlertExhibit
            {
                Id = "alert-" + alert.Id,
                AlertId = alert.Id,
                Reason = alert.Reason,
                State = alert.State,
                Time = alert.FirstTime,
                OfThisCase = own.AlertIds.Contains(alert.Id),
            }),
            // Of its own type: an analyst must not read in a report what compliance is looking into.
            .. earlier.Where(filed => filed.Case.Number < own.Number && filed.Case.Type == own.Type).Select(filed => new CaseExhibit
            {
                Id = "case-" + filed.Case.Id,
                EarlierCaseId = filed.Case.Id,
                Status = filed.Case.Status,
                Outcome = filed.Case.Disposition?.Outcome,
                SubReason = filed.Case.Disposition?.SubReason,
                OpenedAt = filed.Case.OpenedAt,
                ClosedAt = filed.Case.ClosedAt,
            }),
            .. labels.Documents.Select(entry => LabelEntry.Read(entry).Label).OrderBy(label => label.KnownTime).Select((label, i) => new LabelExhibit
            {
                Id = $"label-{i + 1}",
                TransactionId = label.TransactionId,
                Verdict = label.Verdict,
                Source = label.Source,
                KnownTime = label.KnownTime,
            }),
        ];
    }
}
