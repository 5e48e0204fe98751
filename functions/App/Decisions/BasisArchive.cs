using System.Collections.Concurrent;
using FraudFunctions.App.Models;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.App.Decisions;

/// <summary>What decisions of the past rested on, by the versions that their receipts name.</summary>
public sealed class BasisArchive(Rulebook rulebook, ModelRegistry models)
{
    private readonly ConcurrentDictionary<DecisionVersions, DecisionBasis> known = new();

    /// <summary>Whether this release can make such a decision again: another one may have computed other features.</summary>
    public static bool Speaks(DecisionVersions versions) => versions.SchemaHash == ActiveBasis.Schema.Hash;

    /// <summary>The basis of those versions. Throws when a part of it is no longer there, or not what it was.</summary>
    public async ValueTask<DecisionBasis> GetAsync(DecisionVersions versions, CancellationToken cancellation)
    {
        if (known.TryGetValue(versions, out DecisionBasis? basis))
            return basis;
        if (!Speaks(versions))
            throw new InvalidDataException($"The decision was made on feature schema {versions.SchemaHash[..12]}; this release computes {ActiveBasis.Schema.Hash[..12]}.");
        ScoringModel? model = versions.ModelId is null ? null : await models.LoadAsync(versions.ModelId, cancellation);
        string content = await rulebook.HashAsync(new ActiveVersions(versions.Rules, versions.Lists, versions.Policy), model?.Card, cancellation);
        if (content != versions.Content)
            throw new InvalidDataException($"The rules {versions.Rules}, lists {versions.Lists}, policy {versions.Policy} or the card of model '{versions.ModelId}' are not what they were when it was decided.");
        basis = new DecisionBasis
        {
            Schema = ActiveBasis.Schema,
            Model = model,
            Rules = await rulebook.GetRulesAsync(versions.Rules, ActiveBasis.Schema, cancellation),
            Lists = await rulebook.GetListsAsync(versions.Lists, cancellation),
            Policy = await rulebook.GetPolicyAsync(versions.Policy, cancellation),
            Content = content,
        };
        return known.GetOrAdd(versions, basis);
    }
}
