using FraudFunctions.App.Stores;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.App.Challenges;

/// <summary>
/// Every five seconds: hands the messages of the outbox to the gateway, where there is one. A message is put off before it is sent, so that dying in
/// between costs a repetition and never a loss; one whose time is over is sent no more.
/// </summary>
public sealed class SendNotifications(IDocuments documents, Gateway gateway, TimeProvider clock, ILogger<SendNotifications> log)
{
    private const int AtOnce = 100;

    // A code lives for minutes: five seconds, ten, twenty, and then once a minute.
    private static readonly TimeSpan firstPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan lastPatience = TimeSpan.FromMinutes(1);

    [Function(nameof(SendNotifications))]
    public async Task Run([TimerTrigger("*/5 * * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        if (!gateway.IsThere)
            return;
        DateTimeOffset now = clock.GetUtcNow();
        DocumentPage due = await documents.QueryIndexAsync(ChallengeDocument.Container, new RangeQuery(Notification.OutboxPrefix, Notification.IndexOf(now.AddMilliseconds(1)), AtOnce), cancellation);
        await Task.WhenAll(due.Documents.Select(document => SendAsync(document, now, cancellation)));
    }

    /// <summary>The message put off until it would be sent again.</summary>
    internal static Notification PutOff(Notification message, DateTimeOffset now)
    {
        TimeSpan patience = firstPatience * Math.Pow(2, Math.Min(message.TimesSent, 10));
        return message with { TimesSent = message.TimesSent + 1, Due = now + (patience < lastPatience ? patience : lastPatience) };
    }

    private async Task SendAsync(Document document, DateTimeOffset now, CancellationToken cancellation)
    {
        Notification message = Notification.FromJson(document.Body);
        if (now >= message.ExpiresAt)
            return;
        Notification sending = PutOff(message, now);
        CommitResult taken = await documents.CommitAsync(ChallengeDocument.Container, new(message.CustomerId, [sending.ToReplace(document.ETag)]), cancellation);
        if (!taken.Committed)
            // Somebody else sends it, or its challenge has ended.
            return;
        if (await gateway.SendAsync(sending, cancellation) is { } refused)
        {
            log.LogWarning("The message of challenge {ChallengeId} was not taken at attempt {Attempt}: {Reason}", message.ChallengeId, sending.TimesSent, refused);
            return;
        }
        // Refused when its challenge ended meanwhile: then it waits no longer anyway.
        await documents.CommitAsync(ChallengeDocument.Container, new(message.CustomerId, [(sending with { SentAt = now }).ToReplace(taken.ETags[0])]), cancellation);
    }
}
