using FraudFunctions.App.Decisions;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Cases.Reporting;

/// <summary>A dossier as its readers ask for it: by kind, in order of time, the alerted apart from what surrounds them.</summary>
internal sealed class Scene
{
    private readonly Lazy<IReadOnlyList<TypologyFinding>> findings;

    public Scene(Dossier dossier, IReadOnlyList<TypologyFinding>? given = null)
    {
        Dossier = dossier;
        Exhibits = [.. dossier.Exhibits.DistinctBy(exhibit => exhibit.Id)];
        Transactions = [.. Exhibits.OfType<TransactionExhibit>().OrderBy(exhibit => exhibit.Time).ThenBy(exhibit => exhibit.Id, StringComparer.Ordinal)];
        Alerted = [.. Transactions.Where(exhibit => exhibit.Alerted)];
        Others = [.. Transactions.Where(exhibit => !exhibit.Alerted)];
        HashSet<string> alerted = [.. Alerted.Select(exhibit => exhibit.DecisionId)];
        Reasons =
        [
            .. Exhibits.OfType<ReasonExhibit>().Where(reason => alerted.Contains(reason.DecisionId))
                .GroupBy(reason => reason.Code, StringComparer.Ordinal)
                .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal),
        ];
        findings = new(() => given ?? AssessTypologies.From(this));
    }

    public Dossier Dossier { get; }
    public IReadOnlyList<Exhibit> Exhibits { get; }
    public IReadOnlyList<TransactionExhibit> Transactions { get; }
    public IReadOnlyList<TransactionExhibit> Alerted { get; }
    public IReadOnlyList<TransactionExhibit> Others { get; }

    /// <summary>Why the alerted transactions were decided as they were, by code, the most frequent first.</summary>
    public IReadOnlyList<IGrouping<string, ReasonExhibit>> Reasons { get; }
    public IReadOnlyList<TypologyFinding> Findings => findings.Value;
    public ProfileExhibit? Profile => Exhibits.OfType<ProfileExhibit>().FirstOrDefault();

    public IEnumerable<T> Of<T>() where T : Exhibit => Exhibits.OfType<T>();

    public T? Find<T>(string id) where T : Exhibit => Exhibits.FirstOrDefault(exhibit => exhibit.Id == id) as T;

    public IEnumerable<ReasonExhibit> WithCode(params string[] codes) => Reasons.Where(group => codes.Contains(group.Key)).SelectMany(group => group);

    /// <summary>The alerted transaction that a label speaks of; null when it is about another.</summary>
    public TransactionExhibit? AlertedOf(LabelExhibit label)
        => Alerted.FirstOrDefault(exhibit => (Decision.Parts(exhibit.DecisionId)?.TransactionId ?? exhibit.DecisionId) == label.TransactionId);

    /// <summary>The transactions around the alerted ones, before the first of them, with the same entity.</summary>
    public IEnumerable<TransactionExhibit> Before(EntityKind kind, string id)
        => Alerted.Count == 0 ? [] : Others.Where(exhibit => exhibit.Time < Alerted[0].Time && EntityOf(exhibit, kind) == id);

    public static string? EntityOf(TransactionExhibit exhibit, EntityKind kind) => kind switch
    {
        EntityKind.Device => exhibit.DeviceId,
        EntityKind.Ip => exhibit.Ip,
        EntityKind.Merchant => exhibit.MerchantId,
        EntityKind.Counterparty => exhibit.CounterpartyAccount,
    };

    public static IReadOnlyList<string> Ids(IEnumerable<Exhibit> exhibits) => [.. exhibits.Select(exhibit => exhibit.Id)];

    public static IReadOnlyList<MoneyView> Sums(IEnumerable<TransactionExhibit> exhibits) =>
    [
        .. exhibits.GroupBy(exhibit => exhibit.Currency, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new MoneyView(Sum(group), group.Key)),
    ];

    // A bank's amounts do not add up to the end of a long; a forged one may, and then the sum stops there.
    private static long Sum(IEnumerable<TransactionExhibit> exhibits)
        => (long)decimal.Clamp(exhibits.Sum(exhibit => (decimal)exhibit.AmountMinor), long.MinValue, long.MaxValue);

    public static long Seconds(DateTimeOffset from, DateTimeOffset to) => (long)(to - from).TotalSeconds;

    public static bool LeavesAccount(TransactionExhibit exhibit) => exhibit.Direction == Direction.Debit;
}

/// <summary>With whom or through what a transaction was made.</summary>
public enum EntityKind { Device, Ip, Merchant, Counterparty }
