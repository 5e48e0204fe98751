using FraudFunctions.App.Models;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// What decisions rest on now: the champion model and the active rules, lists and policy. Looked up again every few seconds and exchanged as a
/// whole, so that a decision never mixes two versions.
/// </summary>
public sealed class ActiveBasis(Rulebook rulebook, ModelRegistry models, EndShadow endShadow, TimeProvider clock, IOptions<DecisionsOptions> options, ILogger<ActiveBasis> log) : IDisposable
{
    private static readonly TimeSpan backAtOnce = TimeSpan.FromDays(1);

    // A shadow that cannot be loaded now may be so later; each attempt costs a look-up its time.
    private static readonly TimeSpan tryAgainAfter = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim loading = new(1);
    private readonly TimeSpan refresh = TimeSpan.FromSeconds(options.Value.RefreshSeconds);
    private volatile Loaded? current;
    private volatile LeftOut? leftOut;

    /// <summary>A basis that never changes.</summary>
    internal ActiveBasis(DecisionBasis basis)
        : this(null!, null!, null!, TimeProvider.System, Options.Create(new DecisionsOptions { RefreshSeconds = 3600 }), NullLogger<ActiveBasis>.Instance)
    {
        refresh = TimeSpan.MaxValue;
        current = new Loaded(basis, new ActiveVersions(0, 0, 0), null, null, 0);
    }

    public static FeatureSchema Schema { get; } = FeatureSchema.Payments();

    public async ValueTask<DecisionBasis> GetAsync(CancellationToken cancellation = default)
    {
        Loaded? loaded = current;
        if (loaded is not null && clock.GetElapsedTime(loaded.At) < refresh)
            return loaded.Basis;
        // One caller looks it up; the others go on with what there is, or wait when there is nothing yet.
        if (loaded is not null && !loading.Wait(0, CancellationToken.None))
            return loaded.Basis;
        if (loaded is null)
            await loading.WaitAsync(cancellation);
        try
        {
            current = await LoadAsync(current, cancellation);
            return current.Basis;
        }
        finally
        {
            loading.Release();
        }
    }

    /// <summary>Scores no more beside the champion, because it fails, and ends its time in the shadow.</summary>
    public async Task LeaveOutAsync(string shadow, Exception fault)
    {
        log.LogError(fault, "Model {ModelId} in the shadow fails and is left out", shadow);
        LeftOut failed = new(shadow, clock.GetUtcNow(), fault.Message);
        leftOut = failed;
        // Not while somebody looks up: what they find would stand above this.
        await loading.WaitAsync();
        if (current is { } loaded && loaded.Basis.Shadow?.Card.Id == shadow)
            current = loaded with { Basis = loaded.Basis with { Shadow = null }, Shadow = null };
        loading.Release();
        await EndAsync(failed);
    }

    public void Dispose() => loading.Dispose();

    private async Task<Loaded> LoadAsync(Loaded? before, CancellationToken cancellation)
    {
        ActiveVersions versions = await rulebook.GetActiveAsync(cancellation);
        ModelRoles roles = await models.GetRolesAsync(cancellation);
        if (leftOut is { Fault: not null } failed && roles.Shadow == failed.Model && !IsStartedSince(failed, roles))
            await EndAsync(failed);
        (string? champion, string? beside) = (roles.Champion, roles.Champion is null ? null : Beside(roles));
        if (before is not null && before.Versions == versions && before.Champion == champion && before.Shadow == beside)
            return before with { At = clock.GetTimestamp() };
        ScoringModel? model = champion is null ? null : await models.LoadAsync(champion, cancellation);
        // A shadow of other features than this release computes says nothing; nobody has to wait for it.
        ScoringModel? shadow = beside is null ? null : await LoadBesideAsync(beside, cancellation);
        DecisionBasis basis = new()
        {
            Schema = Schema,
            Model = model,
            Rules = await rulebook.GetRulesAsync(versions.Rules, Schema, cancellation),
            Lists = await rulebook.GetListsAsync(versions.Lists, cancellation),
            Policy = await rulebook.GetPolicyAsync(versions.Policy, cancellation),
            Content = await rulebook.HashAsync(versions, model?.Card, cancellation),
            // Asked last: it may have failed since this began to look.
            Shadow = shadow?.Card.SchemaHash == Schema.Hash && !IsLeftOut(beside, roles) ? shadow : null,
        };
        return new Loaded(basis, versions, champion, shadow?.Card.Id, clock.GetTimestamp());
    }

    /// <summary>Ends the role of a shadow that has failed. Decisions do not wait for that to succeed; until it has, every look-up tries again.</summary>
    private async Task EndAsync(LeftOut failed)
    {
        try
        {
            await endShadow.AfterFaultAsync(failed.Model, failed.Fault!, CancellationToken.None);
        }
        catch (Exception unwritten)
        {
            log.LogError(unwritten, "That model {ModelId} fails in the shadow could not be written down, and will be tried again", failed.Model);
        }
    }

    /// <summary>Decisions are made without a second model that cannot be loaded, until a later attempt succeeds.</summary>
    private async Task<ScoringModel?> LoadBesideAsync(string beside, CancellationToken cancellation)
    {
        try
        {
            return await models.LoadAsync(beside, cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "Model {ModelId} cannot be loaded to be scored beside the champion and is left out; tried again in {Minutes} min", beside, tryAgainAfter.TotalMinutes);
            leftOut = new LeftOut(beside, clock.GetUtcNow(), null);
            return null;
        }
    }

    /// <summary>
    /// The model in the shadow; without one, for a day, the one that decided before: should it have to come back, it will have read what came meanwhile.
    /// </summary>
    private string? Beside(ModelRoles roles)
    {
        string? previous = clock.GetUtcNow() - roles.ChampionSince < backAtOnce ? roles.Previous : null;
        string? beside = roles.Shadow ?? previous;
        return IsLeftOut(beside, roles) ? null : beside;
    }

    private bool IsLeftOut(string? model, ModelRoles roles)
        => leftOut is { } left && left.Model == model && (left.Fault is null ? clock.GetUtcNow() - left.Since < tryAgainAfter : !IsStartedSince(left, roles));

    /// <summary>Whether somebody has put the model into the shadow again since it failed.</summary>
    private static bool IsStartedSince(LeftOut left, ModelRoles roles) => roles.Shadow == left.Model && roles.ShadowSince > left.Since;

    /// <summary>A model that is not scored beside the champion, since when, and how it failed; null when it could not be loaded.</summary>
    private sealed record LeftOut(string Model, DateTimeOffset Since, string? Fault);

    private sealed record Loaded(DecisionBasis Basis, ActiveVersions Versions, string? Champion, string? Shadow, long At);
}
