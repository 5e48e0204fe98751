using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Models;
using FraudFunctions.Engine.Rules;

namespace FraudFunctions.App.Decisions;

/// <summary>What decisions of the past rested on, by the versions that their receipts name.</summary>
public sealed class BasisArchive(Rulebook rulebook, ModelRegistry models)
{
    private const int Most = 64;

    // Without their models, of which the registry keeps fewer.
    private readonly LoadedOnce<DecisionVersions, DecisionBasis> known = new(Most);

    /// <summary>Whether this release can make such a decision again: another one may have computed other features.</summary>
    public static bool Speaks(DecisionVersions versions) => versions.SchemaHash == ActiveBasis.Schema.Hash;

    /// <summary>The basis of those versions. Throws when a part of it is no longer there, or not what it was.</summary>
    public async ValueTask<DecisionBasis> GetAsync(DecisionVersions versions, CancellationToken cancellation)
    {
        if (!Speaks(versions))
            throw new InvalidDataException($"The decision was made on feature schema {versions.SchemaHash[..12]}; this release computes {ActiveBasis.Schema.Hash[..12]}.");
        DecisionBasis basis = await known.GetAsync(versions, LoadAsync, cancellation);
        return versions.ModelId is null ? basis : basis with { Model = await models.LoadAsync(versions.ModelId, cancellation) };
    }

    /// <summary>The rules that fired in a decision; none of a decision that this release cannot make again.</summary>
    public async ValueTask<IReadOnlyList<Rule>> FiredAsync(Decision decision, CancellationToken cancellation)
        => decision.Assessment.RuleHits.Count > 0 && Speaks(decision.Versions) ? (await known.GetAsync(decision.Versions, LoadAsync, cancellation)).Rules.Of(decision.Assessment.RuleHits) : [];

    private async Task<DecisionBasis> LoadAsync(DecisionVersions versions)
    {
        ModelCard? card = versions.ModelId is null ? null : await models.GetCardAsync(versions.ModelId, CancellationToken.None)
            ?? throw new InvalidDataException($"The card of model '{versions.ModelId}' is not in the store.");
        string content = await rulebook.HashAsync(new ActiveVersions(versions.Rules, versions.Lists, versions.Policy), card, CancellationToken.None);
        if (content != versions.Content)
            throw new InvalidDataException($"The rules {versions.Rules}, lists {versions.Lists}, policy {versions.Policy} or the card of model '{versions.ModelId}' are not what they were when it was decided.");
        return new DecisionBasis
        {
            Schema = ActiveBasis.Schema,
            Model = null,
            Rules = await rulebook.GetRulesAsync(versions.Rules, ActiveBasis.Schema, CancellationToken.None),
            Lists = await rulebook.GetListsAsync(versions.Lists, CancellationToken.None),
            Policy = await rulebook.GetPolicyAsync(versions.Policy, CancellationToken.None),
            Content = content,
        };
    }
}
