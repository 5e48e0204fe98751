using FraudFunctions.App.Models;
using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Governance;
using FraudFunctions.Tests.Flows;

namespace FraudFunctions.Tests.App.Models;

/// <summary>Models that differ in their card only: the trees are those of the trained bank.</summary>
internal static class SomeModels
{
    public static string First => TrainedBank.Instance.Model.Card.Id;

    /// <summary>Registers another model with what the gates said of it, and gives its id. It was held against the champion of now.</summary>
    public static async Task<string> RegisterAsync(AppUnderTest app, Func<ModelCard, ModelCard>? change = null, bool? passed = true, int seed = 0)
    {
        ModelCard card = TrainedBank.Instance.Model.Card;
        card = (change ?? (same => same))(card with { Options = new Dictionary<string, string>(card.Options) { ["seed"] = $"{100 + seed}" } }).Named();
        await app.Get<ModelRegistry>().RegisterAsync(card, TrainedBank.Instance.Model.Files, default);
        if (passed is { } gates)
            await app.Get<ModelFindings>().KeepAsync(Report(card.Id, gates, (await app.Get<RoleBook>().GetAsync(default)).Champion), default);
        return card.Id;
    }

    public static GateReport Report(string model, bool passed, string? champion) => new()
    {
        Model = model,
        Champion = champion,
        At = Given.Morning,
        TestFrom = Given.Morning.AddDays(-21),
        TestUntil = Given.Morning.AddDays(-7),
        Results = [new GateResult("gain", passed, new Dictionary<string, double> { ["gain"] = passed ? .01 : -.2 }, passed ? "It is better." : "It is worse.")],
    };
}
