using System.Text;
using System.Text.Json;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Models;

namespace FraudFunctions.App.Models;

/// <summary>Models by id, each with its card and its files, and which of them is champion.</summary>
public sealed class ModelRegistry(IDocuments documents, IFiles files)
{
    private const string Container = "models";
    private const string CardId = "card";
    private static readonly DocumentKey championKey = new("champion", "champion");

    /// <summary>Keeps a model for good: its card and the files that the card names.</summary>
    public async Task RegisterAsync(ModelCard card, IReadOnlyDictionary<string, byte[]> content, CancellationToken cancellation)
    {
        foreach ((string part, byte[] bytes) in content)
            await files.PutAsync(FileOf(card.Id, part), bytes, cancellation);
        byte[] body = Encoding.UTF8.GetBytes(card.ToJson());
        CommitResult result = await documents.CommitAsync(Container, new(card.Id, [new Write.Create(CardId, body, "cards/" + card.Id)]), cancellation);
        // Receipts name the model: a card, once kept, stays as it is.
        if (!result.Committed && !(await documents.GetAsync(Container, new(card.Id, CardId), cancellation))!.Body.Span.SequenceEqual(body))
            throw new InvalidOperationException($"There is another model '{card.Id}' already.");
    }

    /// <summary>Makes a registered model the one that decides.</summary>
    public async Task PromoteAsync(string modelId, CancellationToken cancellation)
    {
        if (await documents.GetAsync(Container, new(modelId, CardId), cancellation) is null)
            throw new ArgumentException($"There is no model '{modelId}'.", nameof(modelId));
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new { model = modelId });
        await documents.CommitAsync(Container, new(championKey.Partition, [new Write.Upsert(championKey.Id, body)]), cancellation);
    }

    /// <summary>The champion's id, or null before the first is promoted.</summary>
    public async Task<string?> GetChampionAsync(CancellationToken cancellation)
    {
        Document? champion = await documents.GetAsync(Container, championKey, cancellation);
        if (champion is null)
            return null;
        using JsonDocument json = JsonDocument.Parse(champion.Body);
        return json.RootElement.GetProperty("model").GetString();
    }

    /// <summary>A registered model ready to score, its files checked against the hashes on its card.</summary>
    public async Task<ScoringModel> LoadAsync(string modelId, CancellationToken cancellation)
    {
        Document document = await documents.GetAsync(Container, new(modelId, CardId), cancellation)
            ?? throw new InvalidDataException($"The card of model '{modelId}' is not in the store.");
        ModelCard card = ModelCard.FromJson(Encoding.UTF8.GetString(document.Body.Span));
        Dictionary<string, byte[]> content = [];
        foreach (string part in card.ContentHashes.Keys)
            content[part] = await ReadAsync(card, part, cancellation);
        return ScoringModel.Load(card, content);
    }

    private async Task<byte[]> ReadAsync(ModelCard card, string part, CancellationToken cancellation)
    {
        string name = FileOf(card.Id, part);
        byte[] content = await files.GetAsync(name, cancellation) ?? throw new InvalidDataException($"File '{name}' of model '{card.Id}' is missing.");
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
        return card.ContentHashes.TryGetValue(part, out string? expected) && expected == hash
            ? content
            : throw new InvalidDataException($"File '{name}' of model '{card.Id}' is not what its card says.");
    }

    private static string FileOf(string modelId, string part) => $"models/{modelId}/{part}";
}
