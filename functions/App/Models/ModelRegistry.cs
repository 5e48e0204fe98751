using System.Text;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Models;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Models;

/// <summary>Models by id, each with its card and its files, and which of them has which role.</summary>
public sealed class ModelRegistry(IDocuments documents, IFiles files, RoleBook roles)
{
    public const string Container = "models";
    public const string CardIndex = "cards/";
    private const string CardId = "card";

    // A champion that comes back by a rollback decides at once.
    private const int MostRecent = 8;
    private readonly LoadedOnce<string, ScoringModel> recent = new(MostRecent);

    /// <summary>Keeps a model for good: its card and the files that the card names.</summary>
    public async Task RegisterAsync(ModelCard card, IReadOnlyDictionary<string, byte[]> content, CancellationToken cancellation)
    {
        foreach ((string part, byte[] bytes) in content)
            await files.PutAsync(FileOf(card.Id, part), bytes, cancellation);
        byte[] body = Encoding.UTF8.GetBytes(card.ToJson());
        CommitResult result = await documents.CommitAsync(Container, new(card.Id, [new Write.Create(CardId, body, CardIndex + card.Id)]), cancellation);
        // Receipts name the model: a card, once kept, stays as it is.
        if (!result.Committed && !(await documents.GetAsync(Container, new(card.Id, CardId), cancellation))!.Body.Span.SequenceEqual(body))
            throw new InvalidOperationException($"There is another model '{card.Id}' already.");
    }

    /// <summary>Makes a registered model the one that decides, whichever did before: for whoever sits at the machine itself.</summary>
    public async Task PromoteAsync(string modelId, CancellationToken cancellation)
    {
        if (await GetCardAsync(modelId, cancellation) is null)
            throw new ArgumentException($"There is no model '{modelId}'.", nameof(modelId));
        FieldProblem? outrun;
        do
        {
            string? champion = (await roles.GetAsync(cancellation)).Champion;
            outrun = await roles.PromoteAsync(modelId, champion, null, new Act(RoleBook.CommandLine, "promote"), cancellation);
        }
        while (outrun is not null);
    }

    /// <summary>Which model decides, and which is scored beside it.</summary>
    public Task<ModelRoles> GetRolesAsync(CancellationToken cancellation) => roles.GetAsync(cancellation);

    /// <summary>What a model's card says; null when there is no such model.</summary>
    public async Task<ModelCard?> GetCardAsync(string modelId, CancellationToken cancellation)
        => await documents.GetAsync(Container, CardKey(modelId), cancellation) is { } document ? CardOf(document) : null;

    internal static DocumentKey CardKey(string modelId) => new(modelId, CardId);

    internal static ModelCard CardOf(Document document) => ModelCard.FromJson(Encoding.UTF8.GetString(document.Body.Span));

    /// <summary>A registered model ready to score, its files checked against the hashes on its card.</summary>
    public Task<ScoringModel> LoadAsync(string modelId, CancellationToken cancellation) => recent.GetAsync(modelId, LoadAsync, cancellation);

    private async Task<ScoringModel> LoadAsync(string modelId)
    {
        ModelCard card = await GetCardAsync(modelId, CancellationToken.None) ?? throw new InvalidDataException($"The card of model '{modelId}' is not in the store.");
        Dictionary<string, byte[]> content = [];
        foreach (string part in card.ContentHashes.Keys)
            content[part] = await ReadAsync(card, part, CancellationToken.None);
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
