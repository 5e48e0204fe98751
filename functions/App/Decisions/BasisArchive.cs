using System.Collections.Concurrent;
using FraudFunctions.App.Models;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.App.Decisions;

/// <summary>What decisions of the past rested on, by the versions that their receipts name.</summary>
public sealed class BasisArchive(Rulebook rulebook, ModelRegistry models)
{
    private readonly ConcurrentDictionary<DecisionVersions, DecisionBasis> known = new();

    /// <summary>The basis of those versions. Throws when a part of it is no longer there, or this release computes other features.</summary>
    public async ValueTask<DecisionBasis> GetAsync(DecisionVersions versions, CancellationToken cancellation)
    {
        if (known.TryGetValue(versions, out DecisionBasis? basis))
            return basis;
        if (versions.SchemaHash != ActiveBasis.Schema.Hash)
            throw new InvalidDataException($"The decision was made on feature schema {versions.SchemaHash[..12]}; this release computes {ActiveBasis.Schema.Hash[..12]}.");
        basis = new DecisionBasis
        {
            Schema = ActiveBasis.Schema,
            Model = versions.ModelId is null ? null : await models.LoadAsync(versions.ModelId, cancellation),
            Rules = await rulebook.GetRulesAsync(versions.Rules, ActiveBasis.Schema, cancellation),
            Lists = await rulebook.GetListsAsync(versions.Lists, cancellation),
            Policy = await rulebook.GetPolicyAsync(versions.Policy, cancellation),
        };
        return known.GetOrAdd(versions, basis);
    }
}
