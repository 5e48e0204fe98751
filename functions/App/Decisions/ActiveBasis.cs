using FraudFunctions.App.Models;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Features;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// What decisions rest on now: the champion model and the active rules, lists and policy. Looked up again every few seconds and exchanged as a
/// whole, so that a decision never mixes two versions.
/// </summary>
public sealed class ActiveBasis(Rulebook rulebook, ModelRegistry models, TimeProvider clock, IOptions<DecisionsOptions> options) : IDisposable
{
    private readonly SemaphoreSlim loading = new(1);
    private readonly TimeSpan refresh = TimeSpan.FromSeconds(options.Value.RefreshSeconds);
    private volatile Loaded? current;

    /// <summary>A basis that never changes.</summary>
    internal ActiveBasis(DecisionBasis basis)
        : this(null!, null!, TimeProvider.System, Options.Create(new DecisionsOptions { RefreshSeconds = 3600 }))
    {
        refresh = TimeSpan.MaxValue;
        current = new Loaded(basis, new ActiveVersions(0, 0, 0), null, 0);
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

    public void Dispose() => loading.Dispose();

    private async Task<Loaded> LoadAsync(Loaded? before, CancellationToken cancellation)
    {
        ActiveVersions versions = await rulebook.GetActiveAsync(cancellation);
        string? champion = (await models.GetRolesAsync(cancellation)).Champion;
        if (before is not null && before.Versions == versions && before.Champion == champion)
            return before with { At = clock.GetTimestamp() };
        ScoringModel? model = champion is null ? null : champion == before?.Champion ? before.Basis.Model : await models.LoadAsync(champion, cancellation);
        DecisionBasis basis = new()
        {
            Schema = Schema,
            Model = model,
            Rules = await rulebook.GetRulesAsync(versions.Rules, Schema, cancellation),
            Lists = await rulebook.GetListsAsync(versions.Lists, cancellation),
            Policy = await rulebook.GetPolicyAsync(versions.Policy, cancellation),
            Content = await rulebook.HashAsync(versions, model?.Card, cancellation),
        };
        return new Loaded(basis, versions, champion, clock.GetTimestamp());
    }

    private sealed record Loaded(DecisionBasis Basis, ActiveVersions Versions, string? Champion, long At);
}
