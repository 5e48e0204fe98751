using FraudFunctions.App.Decisions;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Money;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Cases.Reporting;

/// <summary>How many transactions the alerts are about, and how much money.</summary>
public sealed record AlertedClaim(IReadOnlyList<string> ExhibitIds, int Count, DateTimeOffset First, DateTimeOffset Last, IReadOnlyList<MoneyView> Sums) : Claim(ExhibitIds)
{
    public override string Sentence => Count == 1
        ? $"The alerts are about 1 transaction of {Say.Money(Sums)} at {Say.Time(First)}."
        : $"The alerts are about {Say.Count(Count, "transaction")} between {Say.Time(First)} and {Say.Time(Last)}, {Say.Money(Sums)} in all.";

    internal static AlertedClaim? From(Scene scene) => scene.Alerted.Count == 0
        ? null
        : new(Scene.Ids(scene.Alerted), scene.Alerted.Count, scene.Alerted[0].Time, scene.Alerted[^1].Time, Scene.Sums(scene.Alerted));

    internal override Claim? Again(Scene scene) => From(scene);
}

/// <summary>How many transactions went one way.</summary>
public sealed record OutcomeCount(Outcome Outcome, int Count);

/// <summary>What was decided of the alerted transactions, the hardest first.</summary>
public sealed record OutcomesClaim(IReadOnlyList<string> ExhibitIds, IReadOnlyList<OutcomeCount> Counts) : Claim(ExhibitIds)
{
    public override string Sentence => $"Of the alerted transactions, {Say.List(Counts.Select(one => $"{Say.Number(one.Count)} {Say.Plural(one.Count, "was", "were")} {Words.Of(one.Outcome)}"))}.";

    internal static OutcomesClaim? From(Scene scene) => scene.Alerted.Count == 0
        ? null
        : new(Scene.Ids(scene.Alerted), [.. scene.Alerted.CountBy(exhibit => exhibit.Outcome).OrderByDescending(pair => pair.Key).Select(pair => new OutcomeCount(pair.Key, pair.Value))]);

    internal override Claim? Again(Scene scene) => From(scene);
}

/// <summary>One alerted transaction.</summary>
public sealed record TransactionClaim(IReadOnlyList<string> ExhibitIds, TransactionExhibit Transaction) : Claim(ExhibitIds)
{
    public override string Sentence
    {
        get
        {
            string with = Transaction.MerchantId is { } merchant ? $" at merchant {Say.Id(merchant)}{MerchantNote()}"
                : Transaction.CounterpartyAccount is { } account ? $" {Say.Plural(Scene.LeavesAccount(Transaction) ? 1 : 2, "to", "from")} account {Say.Id(account)}" : "";
            string risk = Transaction.Probability is { } probability ? $" at a fraud probability of {Say.Percent(probability)}" : " without a fraud probability";
            return $"At {Say.Time(Transaction.Time)} {Words.Article(Transaction)} of {Say.Money(Transaction.AmountMinor, Transaction.Currency)} {Words.Of(Transaction.Channel)}{with} was {Words.Of(Transaction.Outcome)}{risk}.";
        }
    }

    internal static TransactionClaim? From(Scene scene, string exhibitId)
        => scene.Find<TransactionExhibit>(exhibitId) is { Alerted: true } transaction ? new([transaction.Id], transaction) : null;

    internal override Claim? Again(Scene scene) => From(scene, ExhibitIds[0]);

    private string MerchantNote()
    {
        string[] notes =
        [
            .. Transaction.MerchantCategory is { } category ? [$"category {Say.Id(category)}"] : Array.Empty<string>(),
            .. Transaction.Country is { } country ? [$"country {Say.Id(country)}"] : Array.Empty<string>(),
        ];
        return notes.Length == 0 ? "" : $" ({string.Join(", ", notes)})";
    }
}

/// <summary>The alerted transactions that are told by the table alone.</summary>
public sealed record RestClaim(IReadOnlyList<string> ExhibitIds, int Count, IReadOnlyList<MoneyView> Sums) : Claim(ExhibitIds)
{
    /// <summary>How many transactions have a sentence each; more than that nobody reads.</summary>
    internal const int Told = 8;

    public override string Sentence => $"The table lists {Say.Count(Count, "more alerted transaction")}, {Say.Money(Sums)} in all.";

    internal static RestClaim? From(Scene scene)
    {
        TransactionExhibit[] rest = [.. scene.Alerted.Skip(Told)];
        return rest.Length == 0 ? null : new(Scene.Ids(rest), rest.Length, Scene.Sums(rest));
    }

    internal override Claim? Again(Scene scene) => From(scene);
}

/// <summary>What the alerted transactions may cost.</summary>
public sealed record LossClaim(IReadOnlyList<string> ExhibitIds, long LossMinor, string Currency, double? Highest) : Claim(ExhibitIds)
{
    public override string Sentence => $"The expected loss of the alerted transactions is {Say.Money(LossMinor, Currency)}"
        + (Highest is { } highest ? $"; the highest fraud probability among them is {Say.Percent(highest)}." : "; a fraud probability is not known of any.");

    internal static LossClaim? From(Scene scene)
    {
        double loss = scene.Alerted.Sum(exhibit => double.IsFinite(exhibit.ExpectedLossMinor) ? exhibit.ExpectedLossMinor : 0);
        return scene.Alerted.Count == 0
            ? null
            : new(Scene.Ids(scene.Alerted), (long)Math.Round(loss), ReferenceRates.Default.BaseCurrency, scene.Alerted.Max(exhibit => exhibit.Probability));
    }

    internal override Claim? Again(Scene scene) => From(scene);
}

/// <summary>What the customer did around the alerted transactions.</summary>
public sealed record SurroundingsClaim(IReadOnlyList<string> ExhibitIds, int Count, int Before, int Approved) : Claim(ExhibitIds)
{
    public override string Sentence => $"Around them the dossier holds {Say.Count(Count, "other transaction")}, {Say.Number(Before)} before the first alert and {Say.Number(Approved)} approved.";

    internal static SurroundingsClaim? From(Scene scene) => scene.Others.Count == 0
        ? null
        : new(
            Scene.Ids(scene.Others),
            scene.Others.Count,
            scene.Others.Count(exhibit => scene.Alerted.Count > 0 && exhibit.Time < scene.Alerted[0].Time),
            scene.Others.Count(exhibit => exhibit.Outcome == Outcome.Approve));

    internal override Claim? Again(Scene scene) => From(scene);
}

/// <summary>By which kinds of transactions the money moved.</summary>
public sealed record MethodClaim(IReadOnlyList<string> ExhibitIds, IReadOnlyList<MethodCount> Counts) : Claim(ExhibitIds)
{
    public override string Sentence => $"The money moved by {Say.List(Counts.Select(one => $"{Say.Count(one.Count, Words.Noun(one.Type, one.Direction))} {Words.Of(one.Channel)}"))}.";

    internal static MethodClaim? From(Scene scene) => scene.Alerted.Count == 0
        ? null
        : new(Scene.Ids(scene.Alerted),
            [.. scene.Alerted.CountBy(exhibit => (exhibit.Type, exhibit.Direction, exhibit.Channel)).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key)
                .Select(pair => new MethodCount(pair.Key.Type, pair.Key.Direction, pair.Key.Channel, pair.Value))]);

    internal override Claim? Again(Scene scene) => From(scene);
}

/// <summary>How many transactions were of one kind.</summary>
public sealed record MethodCount(TransactionType Type, Direction Direction, Channel Channel, int Count);
