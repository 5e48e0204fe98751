using System.Text.Json;
using FraudFunctions.App.Platform;

namespace FraudFunctions.App.Models;

/// <summary>Where a model stands. Registered says only that it is kept; whoever is to decide has passed the gates.</summary>
public enum ModelState { Registered, Failed, Passed, Shadow, Champion, Retired }

/// <summary>Which model decides, which is scored beside it, and which decided before: one document, so that no two of them change apart.</summary>
public sealed record ModelRoles
{
    public const string Partition = "roles";
    public const string Index = "roles/";

    public static ModelRoles None { get; } = new() { Audit = AuditHead.New };

    /// <summary>Decides; null before the first promotion.</summary>
    public string? Champion { get; init; }

    /// <summary>Is scored beside the champion, and decides nothing.</summary>
    public string? Shadow { get; init; }

    /// <summary>Decided before the champion; null after a rollback, so that what was taken back does not come back by the same way.</summary>
    public string? Previous { get; init; }

    /// <summary>Counts the changes of champion: who takes a promotion back says which, and never hits a later one.</summary>
    public long Term { get; init; }

    /// <summary>When the champion began to decide, and the shadow to be scored.</summary>
    public DateTimeOffset? ChampionSince { get; init; }
    public DateTimeOffset? ShadowSince { get; init; }

    /// <summary>Who put it there. What came by itself may be replaced by what comes by itself.</summary>
    public string? ShadowBy { get; init; }

    /// <summary>The champion came back by a rollback.</summary>
    public bool RolledBack { get; init; }
    public required AuditHead Audit { get; init; }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Options);

    public static ModelRoles FromJson(ReadOnlyMemory<byte> body) => JsonSerializer.Deserialize<ModelRoles>(body.Span, Json.Options)!;
}
