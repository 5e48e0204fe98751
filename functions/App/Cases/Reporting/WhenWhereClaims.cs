namespace FraudFunctions.App.Cases.Reporting;

/// <summary>How long the alerted transactions took.</summary>
public sealed record SpanClaim(IReadOnlyList<string> ExhibitIds, DateTimeOffset First, DateTimeOffset Last, long Seconds, int Days) : Claim(ExhibitIds)
{
    public override string Sentence => ExhibitIds.Count == 1
        ? $"It happened at {Say.Time(First)}."
        : $"The first alerted transaction was at {Say.Time(First)}, the last {Say.Span(Seconds)} later at {Say.Time(Last)}, on {Say.Count(Days, "calendar day")}.";

    internal static SpanClaim? From(Scene scene) => scene.Alerted.Count == 0
        ? null
        : new(
            Scene.Ids(scene.Alerted),
            scene.Alerted[0].Time,
            scene.Alerted[^1].Time,
            Scene.Seconds(scene.Alerted[0].Time, scene.Alerted[^1].Time),
            scene.Alerted.DistinctBy(exhibit => exhibit.Time.UtcDateTime.Date).Count());

    internal override Claim? Again(Scene scene) => From(scene);
}

/// <summary>The hour with the most alerted transactions.</summary>
public sealed record BurstClaim(IReadOnlyList<string> ExhibitIds, int Count, DateTimeOffset From, long Seconds) : Claim(ExhibitIds)
{
    public override string Sentence => $"The densest hour starts at {Say.Time(From)} and has {Say.Count(Count, "alerted transaction")} within {Say.Span(Seconds)}.";

    internal static BurstClaim? Of(Scene scene)
    {
        TransactionExhibit[] densest = [];
        for (int first = 0; first < scene.Alerted.Count; first++)
        {
            DateTimeOffset until = scene.Alerted[first].Time.AddHours(1);
            TransactionExhibit[] hour = [.. scene.Alerted.Skip(first).TakeWhile(exhibit => exhibit.Time < until)];
            if (hour.Length > densest.Length)
                densest = hour;
        }
        return densest.Length < 2 ? null : new(Scene.Ids(densest), densest.Length, densest[0].Time, Scene.Seconds(densest[0].Time, densest[^1].Time));
    }

    internal override Claim? Again(Scene scene) => Of(scene);
}

/// <summary>How long the customer was quiet before.</summary>
public sealed record PauseClaim(IReadOnlyList<string> ExhibitIds, DateTimeOffset Before, long Seconds) : Claim(ExhibitIds)
{
    public override string Sentence => $"The transaction before them was at {Say.Time(Before)}, {Say.Span(Seconds)} earlier.";

    internal static PauseClaim? From(Scene scene)
    {
        if (scene.Alerted.Count == 0 || scene.Others.LastOrDefault(exhibit => exhibit.Time < scene.Alerted[0].Time) is not { } before)
            return null;
        return new([before.Id, scene.Alerted[0].Id], before.Time, Scene.Seconds(before.Time, scene.Alerted[0].Time));
    }

    internal override Claim? Again(Scene scene) => From(scene);
}

/// <summary>How many transactions name a country.</summary>
public sealed record CountryCount(string Country, int Count);

/// <summary>In which countries the transactions were: the alerted ones, or those around them.</summary>
public sealed record PlacesClaim(IReadOnlyList<string> ExhibitIds, bool Alerted, IReadOnlyList<CountryCount> Counts, int Unknown) : Claim(ExhibitIds)
{
    private const int MostNamed = 5;

    public override string Sentence
    {
        get
        {
            string places = Say.List(Counts.Take(MostNamed).Select(one => $"{Say.Id(one.Country)} ({Say.Number(one.Count)})"));
            string rest = Counts.Count > MostNamed ? $" and {Say.Count(Counts.Count - MostNamed, "further country")}" : "";
            string unknown = Unknown == 0 ? "" : $"; {Say.Number(Unknown)} {Say.Plural(Unknown, "names", "name")} no country";
            return Alerted ? $"The alerted transactions were in {places}{rest}{unknown}." : $"The other transactions were in {places}{rest}{unknown}.";
        }
    }

    internal static PlacesClaim? From(Scene scene, bool alerted)
    {
        IReadOnlyList<TransactionExhibit> all = alerted ? scene.Alerted : scene.Others;
        CountryCount[] counts =
        [
            .. all.Select(exhibit => exhibit.Country).OfType<string>().CountBy(country => country)
                .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new CountryCount(pair.Key, pair.Value)),
        ];
        return counts.Length == 0 ? null : new(Scene.Ids(all), alerted, counts, all.Count(exhibit => exhibit.Country is null));
    }

    internal override Claim? Again(Scene scene) => From(scene, Alerted);
}

/// <summary>How often a device, address, merchant or account shows in the alerted transactions, and how often before them.</summary>
public sealed record UseClaim(IReadOnlyList<string> ExhibitIds, EntityKind Entity, string EntityId, int Alerted, int Before) : Claim(ExhibitIds)
{
    public override string Sentence => $"{Words.Of(Entity)} {Say.Id(EntityId)} is in {Say.Count(Alerted, "alerted transaction")} and was "
        + (Before == 0 ? "never seen before with this customer in the dossier." : $"seen before in {Say.Count(Before, "other transaction")} of this customer.");

    internal static UseClaim? From(Scene scene, EntityKind entity, string id)
    {
        TransactionExhibit[] alerted = [.. scene.Alerted.Where(exhibit => Scene.EntityOf(exhibit, entity) == id)];
        TransactionExhibit[] before = [.. scene.Before(entity, id)];
        return alerted.Length == 0 ? null : new([.. Scene.Ids(alerted), .. Scene.Ids(before)], entity, id, alerted.Length, before.Length);
    }

    internal override Claim? Again(Scene scene) => From(scene, Entity, EntityId);
}
