using System.Text.Json;
using System.Text.Json.Nodes;
using FraudFunctions.App.Transactions;
using FraudFunctions.Embedded.Journal;

namespace FraudFunctions.Cli.Hosting;

/// <summary>Writes what is in quarantine into a file for mending, and sends mended events again.</summary>
internal static class QuarantineReplay
{
    public static async Task<int> RunAsync(HostingOptions hosting, FileInfo? mended, FileInfo? output, CancellationToken cancellation)
    {
        await using AppHost app = await AppHost.StartAsync(hosting, cancellation);
        if (output is not null)
            return await WriteAsync(app.Get<Quarantine>(), output, cancellation);
        long sent = 0;
        await foreach ((string id, string raw) in mended is null ? OpenAsync(app.Get<Quarantine>(), cancellation) : ReadAsync(mended, cancellation))
            sent += await SendAsync(app, id, raw, cancellation) ? 1 : 0;
        await app.Runtime.DrainAsync(cancellation);
        (IReadOnlyList<QuarantinedEvent> left, string? more) = await app.Get<Quarantine>().ListAsync(QuarantineState.Open, null, 100, cancellation);
        Console.WriteLine($"sent again         {sent,12:N0}");
        Console.WriteLine($"still open         {left.Count,12:N0}{(more is null ? "" : " and more")}");
        foreach (QuarantinedEvent entry in left.Take(10))
            Console.WriteLine($"  {entry.Id}: {entry.Field} {entry.Message}");
        return left.Count == 0 ? 0 : 1;
    }

    private static async Task<int> WriteAsync(Quarantine quarantine, FileInfo output, CancellationToken cancellation)
    {
        await using StreamWriter writer = new(output.FullName);
        long written = 0;
        string? after = null;
        do
        {
            (IReadOnlyList<QuarantinedEvent> entries, after) = await quarantine.ListAsync(QuarantineState.Open, after, 100, cancellation);
            foreach (QuarantinedEvent entry in entries)
            {
                JsonObject line = new() { ["id"] = entry.Id, ["field"] = entry.Field, ["message"] = entry.Message, ["raw"] = await quarantine.RawAsync(entry, cancellation) };
                await writer.WriteLineAsync(line.ToJsonString());
                written++;
            }
        }
        while (after is not null);
        Console.WriteLine($"{written:N0} entries written to {output.Name}: mend \"raw\" (a string, or the event itself), then replay --quarantine {output.Name}");
        return 0;
    }

    /// <summary>Sends one event again: on the stream first, marked second, so that dying in between repeats it at worst.</summary>
    private static async Task<bool> SendAsync(AppHost app, string id, string raw, CancellationToken cancellation)
    {
        Quarantine quarantine = app.Get<Quarantine>();
        if (await quarantine.GetAsync(id, cancellation) is not { } found)
            throw new UsageException($"There is no quarantined event '{id}'.");
        if (found.Entry.State == QuarantineState.Replayed)
            return false;
        byte[] body = System.Text.Encoding.UTF8.GetBytes(raw);
        string? key = CustomerOf(body);
        await app.Events.AppendAsync(found.Entry.Stream, new NewEvent(body, key), cancellation);
        await quarantine.MarkReplayedAsync(found.Entry, found.ETag, cancellation);
        return true;
    }

    private static string? CustomerOf(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject json && json["customerId"] is JsonValue value && value.TryGetValue(out string? id) ? id : null;
        }
        catch (JsonException)
        {
            // Still broken: it goes where it came from, and the engine says again what is wrong with it.
            return null;
        }
    }

    private static async IAsyncEnumerable<(string Id, string Raw)> OpenAsync(Quarantine quarantine, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        List<QuarantinedEvent> open = [];
        string? after = null;
        do
        {
            (IReadOnlyList<QuarantinedEvent> entries, after) = await quarantine.ListAsync(QuarantineState.Open, after, 100, cancellation);
            open.AddRange(entries);
        }
        while (after is not null);
        foreach (QuarantinedEvent entry in open)
            yield return (entry.Id, await quarantine.RawAsync(entry, cancellation));
    }

    private static async IAsyncEnumerable<(string Id, string Raw)> ReadAsync(FileInfo mended, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using StreamReader reader = mended.OpenText();
        for (int number = 1; await reader.ReadLineAsync(cancellation) is { } line; number++)
        {
            if (line.Length == 0)
                continue;
            JsonObject? json;
            try
            {
                json = JsonNode.Parse(line) as JsonObject;
            }
            catch (JsonException broken)
            {
                throw new UsageException($"{mended.Name}, line {number}: {broken.Message}");
            }
            if (json?["id"]?.GetValue<string>() is not { } id || json["raw"] is not { } raw)
                throw new UsageException($"{mended.Name}, line {number}: a line has \"id\" and \"raw\".");
            yield return (id, raw is JsonValue text && text.TryGetValue(out string? asText) ? asText : raw.ToJsonString());
        }
    }
}
