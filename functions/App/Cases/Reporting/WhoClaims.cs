using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Cases.Reporting;

/// <summary>What the report is about and how fresh it is. Read from the dossier's head, not from an exhibit.</summary>
public sealed record CaseClaim(string CaseId, string CustomerId, CaseType Type, int Round, DateTimeOffset OpenedAt, DateTimeOffset GatheredAt) : Claim([])
{
    public override string Sentence => $"Case {Say.Id(CaseId)} ({Words.Of(Type)}, round {Say.Number(Round)}) is about customer {Say.Id(CustomerId)}, was opened at "
        + $"{Say.Time(OpenedAt)} and rests on evidence gathered up to {Say.Time(GatheredAt)}.";

    internal static CaseClaim From(Scene scene) => new(
        scene.Dossier.CaseId, scene.Dossier.CustomerId, scene.Dossier.Type, scene.Dossier.Round, scene.Dossier.OpenedAt, scene.Dossier.GatheredAt);

    internal override Claim Again(Scene scene) => From(scene);
}

/// <summary>The customer, by id alone.</summary>
public sealed record IdentityClaim(string CustomerId) : Claim([])
{
    public override string Sentence => $"The customer is named here by the id {Say.Id(CustomerId)} alone.";

    internal override Claim Again(Scene scene) => new IdentityClaim(scene.Dossier.CustomerId);
}

/// <summary>What the customer usually pays.</summary>
public sealed record HabitClaim(IReadOnlyList<string> ExhibitIds, long Count, DateTimeOffset FirstTime, DateTimeOffset LastTime, long UsualMinor, string Currency) : Claim(ExhibitIds)
{
    public override string Sentence => Count == 0
        ? "The profile knows 0 payments before the alerted ones."
        : $"Between {Say.Time(FirstTime)} and {Say.Time(LastTime)} the customer made {Say.Count(Count, "payment")}; the usual amount is {Say.Money(UsualMinor, Currency)}.";

    internal static HabitClaim? From(Scene scene) => scene.Profile is { } profile
        ? new([profile.Id], profile.Count, profile.FirstTime, profile.LastTime, profile.UsualAmountMinor, profile.Currency)
        : null;

    internal override Claim? Again(Scene scene) => From(scene);
}

/// <summary>What other customers usually pay.</summary>
public sealed record PeerClaim(IReadOnlyList<string> ExhibitIds, long? AmountMinor, string Currency, int Count) : Claim(ExhibitIds)
{
    public override string Sentence => AmountMinor is { } minor
        ? $"{Say.Count(Count, "other customer")} usually {Say.Plural(Count, "pays", "pay")} {Say.Money(minor, Currency)}."
        : $"A comparison with others is not possible: {Say.Count(Count, "other customer")} {Say.Plural(Count, "is", "are")} too few.";

    internal static PeerClaim? From(Scene scene)
        => scene.Profile is { } profile ? new([profile.Id], profile.PeerAmountMinor, profile.Currency, profile.PeerCount) : null;

    internal override Claim? Again(Scene scene) => From(scene);
}

/// <summary>An account on the other side of alerted transactions.</summary>
public sealed record PartyClaim(
    IReadOnlyList<string> ExhibitIds, string Account, IReadOnlyList<string> Names, int Received, IReadOnlyList<Decisions.MoneyView> Out, int Sent, IReadOnlyList<Decisions.MoneyView> In) : Claim(ExhibitIds)
{
    public override string Sentence
    {
        get
        {
            string named = Names.Count == 0 ? "" : $", which calls itself {Say.List(Names.Select(Say.Quote))},";
            string got = Received == 0 ? "" : $"received {Say.Money(Out)} from the customer in {Say.Count(Received, "alerted transaction")}";
            string gave = Sent == 0 ? "" : $"sent {Say.Money(In)} to the customer in {Say.Count(Sent, "alerted transaction")}";
            return $"Account {Say.Id(Account)}{named} {Say.List(new[] { got, gave }.Where(part => part.Length > 0))}.";
        }
    }

    internal static PartyClaim? From(Scene scene, string account)
    {
        TransactionExhibit[] own = [.. scene.Alerted.Where(exhibit => exhibit.CounterpartyAccount == account)];
        TransactionExhibit[] received = [.. own.Where(Scene.LeavesAccount)], sent = [.. own.Where(exhibit => exhibit.Direction == Direction.Credit)];
        string[] names = [.. own.Select(exhibit => exhibit.CounterpartyName).OfType<string>().Distinct(StringComparer.Ordinal)];
        return own.Length == 0 ? null : new(Scene.Ids(own), account, names, received.Length, Scene.Sums(received), sent.Length, Scene.Sums(sent));
    }

    internal override Claim? Again(Scene scene) => From(scene, Account);
}

/// <summary>Something that other customers use too.</summary>
public sealed record LinkClaim(
    IReadOnlyList<string> ExhibitIds, LinkKind Link, string EntityId, int Customers, IReadOnlyList<string> WithFrauds, int Hops, DateTimeOffset FirstTime, DateTimeOffset LastTime) : Claim(ExhibitIds)
{
    private const int MostNamed = 3;

    public override string Sentence
    {
        get
        {
            string user = Hops <= 1 ? "the customer" : $"a customer {Say.Number(Hops)} steps away";
            string more = WithFrauds.Count > MostNamed ? $" (among them {Named()})" : WithFrauds.Count > 0 ? $" ({Named()})" : "";
            string frauds = WithFrauds.Count == 0
                ? "none of them with a known fraud"
                : $"{Say.Number(WithFrauds.Count)} of them with known frauds{more}";
            return $"{Words.Of(Link)} {Say.Id(EntityId)} is shared by {user} and {Say.Count(Customers, "other customer")} from {Say.Time(FirstTime)} to {Say.Time(LastTime)}, {frauds}.";
        }
    }

    internal static LinkClaim? From(Scene scene, string exhibitId) => scene.Find<LinkExhibit>(exhibitId) is { } link
        ? new([link.Id], link.Link, link.EntityId, link.CustomerIds.Count, link.FraudCustomerIds, link.Hops, link.FirstTime, link.LastTime)
        : null;

    internal override Claim? Again(Scene scene) => From(scene, ExhibitIds[0]);

    private string Named() => Say.List(WithFrauds.Take(MostNamed).Select(Say.Id));
}

/// <summary>Something known about the customer, in the words of whoever said so.</summary>
public sealed record FactClaim(IReadOnlyList<string> ExhibitIds, string Name, string Value, string Provenance, DateTimeOffset KnownTime) : Claim(ExhibitIds)
{
    public override string Sentence => $"Known of the customer as {Say.Quote(Name)} is {Say.Quote(Value)}, from {Say.Quote(Provenance)} at {Say.Time(KnownTime)}.";

    internal static FactClaim? From(Scene scene, string exhibitId)
        => scene.Find<FactExhibit>(exhibitId) is { } fact ? new([fact.Id], fact.Name, fact.Value, fact.Provenance, fact.KnownTime) : null;

    internal override Claim? Again(Scene scene) => From(scene, ExhibitIds[0]);
}

/// <summary>How the customer stands with sanctions and watch lists.</summary>
public sealed record ScreeningClaim(IReadOnlyList<string> ExhibitIds, string Status, string ListVersion, DateTimeOffset ScreenedAt) : Claim(ExhibitIds)
{
    public override string Sentence => $"Screening against list {Say.Id(ListVersion)} at {Say.Time(ScreenedAt)} ended with {Say.Quote(Status)}.";

    internal static ScreeningClaim? From(Scene scene, string exhibitId)
        => scene.Find<ScreeningExhibit>(exhibitId) is { } screening ? new([screening.Id], screening.Status, screening.ListVersion, screening.ScreenedAt) : null;

    internal override Claim? Again(Scene scene) => From(scene, ExhibitIds[0]);
}
