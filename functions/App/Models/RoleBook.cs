using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Models;

/// <summary>
/// The roles of models in their store. A change is one commit of the roles, its entry in the chained audit, and a note of the operation: however often
/// an operation comes, it has its effect once, and of two at once the second sees what the first has done.
/// </summary>
public sealed class RoleBook(IDocuments documents, TimeProvider clock)
{
    /// <summary>Whom automatic steps are audited under.</summary>
    public const string Retraining = "retraining", Guard = "guard", Desk = "decision desk", CommandLine = "command line";

    private const string DocumentId = "roles";
    private const string OperationPrefix = "operation:";
    private const string DecidedPrefix = "decided:";
    private const int PageSize = 1_000;

    public async Task<ModelRoles> GetAsync(CancellationToken cancellation)
        => await documents.GetAsync(ModelRegistry.Container, Key(DocumentId), cancellation) is { } document ? ModelRoles.FromJson(document.Body) : ModelRoles.None;

    public Task<FieldProblem?> PromoteAsync(string model, string? from, string? operation, Act act, CancellationToken cancellation)
        => ChangeAsync(async roles => ChangeRoles.Promote(roles, model, from, clock.GetUtcNow(), canComeBack: await RefusePreviousAsync(roles.Champion, cancellation) is null), operation, act, cancellation);

    /// <summary>Gives the decision back, unless this release cannot run the model before.</summary>
    public Task<FieldProblem?> RollBackAsync(long? term, string? operation, Act act, CancellationToken cancellation)
        => ChangeAsync(async roles =>
        {
            Parsed<ModelRoles> back = ChangeRoles.RollBack(roles, term, clock.GetUtcNow());
            return back.Value is not null && await RefusePreviousAsync(roles.Previous, cancellation) is { } refused ? refused : back;
        }, operation, act, cancellation);

    public Task<FieldProblem?> StartShadowAsync(string model, string? operation, Act act, CancellationToken cancellation)
        => ChangeAsync(roles => ValueTask.FromResult(ChangeRoles.StartShadow(roles, model, act.Actor, clock.GetUtcNow())), operation, act, cancellation);

    public Task<FieldProblem?> StopShadowAsync(string model, Act act, CancellationToken cancellation)
        => ChangeAsync(roles => ValueTask.FromResult(ChangeRoles.StopShadow(roles, model)), null, act, cancellation);

    /// <summary>Notes what happened to a model besides its role, once per operation.</summary>
    public Task<FieldProblem?> NoteAsync(string operation, Act act, CancellationToken cancellation) => ChangeAsync(roles => ValueTask.FromResult<Parsed<ModelRoles>>(roles), operation, act, cancellation, isNote: true);

    /// <summary>Whether an operation has had its effect.</summary>
    public async Task<bool> IsDoneAsync(string operation, CancellationToken cancellation)
        => await documents.GetAsync(ModelRegistry.Container, Key(OperationPrefix + operation), cancellation) is not null;

    /// <summary>The models that have decided at some time.</summary>
    public async Task<IReadOnlySet<string>> DecidedAsync(CancellationToken cancellation)
        => await documents.ReadPartitionAsync(ModelRegistry.Container, ModelRoles.Partition, RangeQuery.Prefix(DecidedPrefix, PageSize), cancellation)
            .Select(document => document.Key.Id[DecidedPrefix.Length..]).ToHashSetAsync(StringComparer.Ordinal, cancellation);

    /// <summary>All changes of the roles that speak of a model, however old, the newest first; of all models without one.</summary>
    public async Task<IReadOnlyList<AuditEntry>> HistoryAsync(CancellationToken cancellation, string model = "")
        => await documents.ReadPartitionAsync(ModelRegistry.Container, ModelRoles.Partition, Audit.Of(ModelRoles.Partition, PageSize) with { Descending = true }, cancellation)
            .Select(document => AuditEntry.FromJson(document.Body)).Where(entry => Names(entry.Old, model) || Names(entry.New, model)).ToListAsync(cancellation);

    private static bool Names(string? text, string model) => text?.Contains(model, StringComparison.Ordinal) ?? false;

    /// <summary>Why the model before could not decide in this release, or null.</summary>
    private async Task<FieldProblem?> RefusePreviousAsync(string? model, CancellationToken cancellation)
    {
        if (model is null)
            return null;
        Document? card = await documents.GetAsync(ModelRegistry.Container, ModelRegistry.CardKey(model), cancellation);
        return PromoteModel.RefuseCard(model, card is null ? null : ModelRegistry.CardOf(card)) is { } refused ? refused with { Field = "champion before" } : null;
    }

    private async Task<FieldProblem?> ChangeAsync(Func<ModelRoles, ValueTask<Parsed<ModelRoles>>> change, string? operation, Act act, CancellationToken cancellation, bool isNote = false)
    {
        for (; ; )
        {
            if (operation is not null && await IsDoneAsync(operation, cancellation))
                return null;
            Document? document = await documents.GetAsync(ModelRegistry.Container, Key(DocumentId), cancellation);
            ModelRoles roles = document is null ? ModelRoles.None : ModelRoles.FromJson(document.Body);
            (ModelRoles? changed, FieldProblem? problem) = await change(roles);
            if (changed is null)
                return problem;
            if (changed == roles && !isNote)
                return null;
            Act whole = act with { Old = act.Old ?? Described(roles), New = act.New ?? Described(changed) };
            (Write entry, AuditHead head) = Audit.Append(roles.Audit, ModelRoles.Partition, whole, clock.GetUtcNow());
            byte[] body = (changed with { Audit = head }).ToJson();
            List<Write> writes = [document is null ? new Write.Create(DocumentId, body, ModelRoles.Index) : new Write.Replace(DocumentId, document.ETag, body, ModelRoles.Index), entry];
            if (operation is not null)
                writes.Add(new Write.Create(OperationPrefix + operation, JsonSerializer.SerializeToUtf8Bytes(new { audit = head.Count }, Json.Options)));
            if (changed.Champion != roles.Champion)
                writes.Add(new Write.Upsert(DecidedPrefix + changed.Champion, JsonSerializer.SerializeToUtf8Bytes(new { last = changed.ChampionSince }, Json.Options)));
            // Changed meanwhile: look at what it is now.
            if ((await documents.CommitAsync(ModelRegistry.Container, new(ModelRoles.Partition, writes), cancellation)).Committed)
                return null;
        }
    }

    private static string Described(ModelRoles roles) => $"champion {roles.Champion ?? "none"}, shadow {roles.Shadow ?? "none"}";

    private static DocumentKey Key(string id) => new(ModelRoles.Partition, id);
}
