using FraudFunctions.App.Stores;
using FraudFunctions.Engine.State;

namespace FraudFunctions.App.Decisions;

/// <summary>Writes the states of a past that was not decided here, so that the first live transaction already meets a known customer.</summary>
public sealed class SeedStates(IDocuments documents)
{
    private const int CommitsAtOnce = 1_000;

    /// <summary>Writes every state that does not exist yet; what exists is left as it is.</summary>
    public async Task SeedAsync(Population population, CancellationToken cancellation)
    {
        foreach (KeyValuePair<string, CustomerState>[] chunk in population.Customers.Chunk(CommitsAtOnce))
        {
            PartitionCommit[] commits = [.. chunk.Select(pair => new PartitionCommit(pair.Key, [new Write.Create(CustomerRecord.DocumentId, (CustomerRecord.New with { State = pair.Value }).ToJson(), CustomerRecord.IndexOf(pair.Key))]))];
            await documents.CommitManyAsync(CustomerBook.Container, commits, cancellation);
        }
        foreach (KeyValuePair<EntityKey, EntityState>[] chunk in population.Entities.Chunk(CommitsAtOnce))
        {
            PartitionCommit[] commits = [.. chunk.Select(pair => new PartitionCommit(EntityRecord.PartitionOf(pair.Key), [new Write.Create(EntityRecord.DocumentId, (EntityRecord.New with { State = pair.Value }).ToJson())]))];
            await documents.CommitManyAsync(EntityBook.Container, commits, cancellation);
        }
    }
}
