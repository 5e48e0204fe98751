using System.Globalization;
using System.Text;
using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Learning.Governance;

namespace FraudFunctions.App.Models;

/// <summary>What was found out about a model after it was trained: what the gates said, and what its inputs and scores looked like then.</summary>
public sealed class ModelFindings(IDocuments documents, IFiles files)
{
    private const string GatesId = "gates";
    private const string ReferenceId = "reference";
    private const string ShadowId = "shadow";

    /// <summary>Keeps a report, as the newest of its model and as a file of its own.</summary>
    public async Task KeepAsync(GateReport report, CancellationToken cancellation)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(report, Json.Options);
        string name = string.Create(CultureInfo.InvariantCulture, $"models/{report.Model}/gates-{report.At.ToUniversalTime():yyyyMMddHHmmss}");
        // Measured times differ when a step runs again: the first report of a test stands.
        if (!await files.CreateAsync(name + ".json", body, cancellation))
            body = (await files.GetAsync(name + ".json", cancellation))!;
        await files.PutAsync(name + ".txt", Encoding.UTF8.GetBytes(JsonSerializer.Deserialize<GateReport>(body, Json.Options)!.ToText()), cancellation);
        await documents.CommitAsync(ModelRegistry.Container, new(report.Model, [new Write.Upsert(GatesId, body)]), cancellation);
    }

    /// <summary>The newest report of a model; null when it was never held against the gates.</summary>
    public async Task<GateReport?> GetGatesAsync(string model, CancellationToken cancellation) => (await GetGatesAsync([model], cancellation))[0];

    public async Task<IReadOnlyList<GateReport?>> GetGatesAsync(IReadOnlyList<string> models, CancellationToken cancellation)
        => [.. (await documents.GetManyAsync(ModelRegistry.Container, [.. models.Select(model => new DocumentKey(model, GatesId))], cancellation))
            .Select(document => document is null ? null : JsonSerializer.Deserialize<GateReport>(document.Body.Span, Json.Options))];

    /// <summary>Keeps what a model did in the shadow.</summary>
    public async Task KeepAsync(ShadowReport report, CancellationToken cancellation)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(report, Json.Options);
        await files.PutAsync(string.Create(CultureInfo.InvariantCulture, $"models/{report.Model}/shadow-{report.Since.ToUniversalTime():yyyyMMddHHmmss}.json"), body, cancellation);
        await documents.CommitAsync(ModelRegistry.Container, new(report.Model, [new Write.Upsert(ShadowId, body)]), cancellation);
    }

    public async Task<ShadowReport?> GetShadowAsync(string model, CancellationToken cancellation)
        => await documents.GetAsync(ModelRegistry.Container, new(model, ShadowId), cancellation) is { } document ? JsonSerializer.Deserialize<ShadowReport>(document.Body.Span, Json.Options) : null;

    /// <summary>Keeps what drift is measured against. The first one of a model stands: what was counted since was counted by its bins.</summary>
    public Task KeepAsync(string model, ModelReference reference, CancellationToken cancellation)
        => documents.CommitAsync(ModelRegistry.Container, new(model, [new Write.Create(ReferenceId, JsonSerializer.SerializeToUtf8Bytes(reference, Json.Options))]), cancellation);

    /// <summary>What drift is measured against; null for a model that came without.</summary>
    public async Task<ModelReference?> GetReferenceAsync(string model, CancellationToken cancellation)
        => await documents.GetAsync(ModelRegistry.Container, new(model, ReferenceId), cancellation) is { } document ? JsonSerializer.Deserialize<ModelReference>(document.Body.Span, Json.Options) : null;
}

/// <summary>What a model did in the shadow, from when to when, on how many decisions.</summary>
public sealed record ShadowReport(string Model, string? Champion, DateTimeOffset Since, DateTimeOffset Until, int Decisions, IReadOnlyList<GateResult> Results)
{
    public bool Passed => Results.All(result => result.Passed);
}
