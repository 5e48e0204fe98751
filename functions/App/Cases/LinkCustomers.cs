using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Cases;

/// <summary>Notes which customer uses which device and address and pays to which account, so that an investigation sees who shares one.</summary>
public sealed class LinkCustomers(Links links)
{
    [Function(nameof(LinkCustomers))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task Run([EventHubTrigger(Topics.Decisions, ConsumerGroup = "links", Connection = Topics.Connection)] string[] events, CancellationToken cancellation)
    {
        (ulong Text, string Event)[] fresh = [.. events.Where(DecisionMade.MayShareSomething).Select(one => (Text: DecisionMade.HashOfUses(one), one)).DistinctBy(pair => pair.Text).Where(pair => links.IsNew(pair.Text))];
        await links.NoteAsync([.. fresh.Select(pair => DecisionMade.FromJson(pair.Event)).SelectMany(Used)], cancellation);
        links.Remember(fresh.Select(pair => pair.Text));
    }

    private static IEnumerable<Use> Used(DecisionMade made)
    {
        if (made.DeviceId is { } device)
            yield return new Use(LinkKind.Device, device, made.CustomerId, made.Time);
        if (made.Ip is { } ip)
            yield return new Use(LinkKind.Ip, ip, made.CustomerId, made.Time);
        if (made.CounterpartyAccount is { } account)
            yield return new Use(LinkKind.Counterparty, account, made.CustomerId, made.Time);
    }
}
