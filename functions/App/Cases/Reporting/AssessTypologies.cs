using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Money;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Cases.Reporting;

/// <summary>
/// Which known ways of fraud the evidence fits. Each typology has a core without which it is not named, and signs that add to it: one sign makes
/// some evidence, three make it strong, and what contradicts takes one away. Often the answer is none.
/// </summary>
public static class AssessTypologies
{
    private const int StrongFrom = 3;

    // A card is tried with amounts nobody would miss: five euro, or what is about as much.
    private const decimal Trifle = 5;

    public static IReadOnlyList<TypologyFinding> From(Dossier dossier) => From(new Scene(dossier));

    internal static IReadOnlyList<TypologyFinding> From(Scene scene)
    {
        if (scene.Alerted.Count == 0)
            return [];
        IEnumerable<TypologyFinding?> found = [CardTesting(scene), StolenCard(scene), AccountTakeover(scene), CompromisedMerchant(scene), MuleNetwork(scene), BustOut(scene)];
        return [.. found.OfType<TypologyFinding>().OrderByDescending(one => one.Strength).ThenByDescending(one => one.Supporting.Count).ThenBy(one => one.Typology)];
    }

    private static TypologyFinding? CardTesting(Scene scene)
    {
        TransactionExhibit[] tried = [.. scene.Alerted.Where(exhibit => IsOnlineCard(exhibit) && Units(exhibit) <= Trifle)];
        return Found(scene, Typology.CardTesting, tried,
        [
            Unfamiliar(scene, EntityKind.Device, tried),
            scene.WithCode(ReasonCodes.CardTesting),
            scene.WithCode(ReasonCodes.DeviceShared, ReasonCodes.IpShared),
            Links(scene, 2, LinkKind.Device, LinkKind.Ip),
            scene.Alerted.Where(exhibit => IsOnlineCard(exhibit) && tried.Length > 0 && exhibit.Time > tried[0].Time && Units(exhibit) >= 10 * Trifle),
        ],
        [.. Familiar(scene, EntityKind.Device, tried)]);
    }

    private static TypologyFinding? StolenCard(Scene scene)
    {
        TransactionExhibit[] used = [.. scene.Alerted.Where(exhibit => exhibit.Channel is Channel.Pos or Channel.Atm && Scene.LeavesAccount(exhibit))];
        bool isChain = used.Length >= 2 && used[^1].Time - used[0].Time < TimeSpan.FromHours(36) && used.DistinctBy(exhibit => exhibit.MerchantId).Count() >= 2;
        return Found(scene, Typology.StolenCard, isChain && scene.Alerted.Count < 2 * used.Length ? used : [],
        [
            Unfamiliar(scene, EntityKind.Merchant, used),
            used.Zip(used.Skip(1)).Where(pair => pair.Second.Time - pair.First.Time < TimeSpan.FromHours(1)).Select(pair => pair.Second),
            used.Where(exhibit => exhibit.Channel == Channel.Atm),
            scene.WithCode(ReasonCodes.UnusualPlace, ReasonCodes.ImpossibleTravel, ReasonCodes.UnusualTime),
        ],
        [.. Familiar(scene, EntityKind.Merchant, used)]);
    }

    private static TypologyFinding? AccountTakeover(Scene scene)
    {
        TransactionExhibit[] moved = [.. scene.Alerted.Where(exhibit => exhibit is { Direction: Direction.Debit, Type: TransactionType.Transfer, Channel: Channel.App or Channel.Online or Channel.Phone })];
        return Found(scene, Typology.AccountTakeover, PassThrough.In(scene) is null ? moved : [],
        [
            Unfamiliar(scene, EntityKind.Device, moved),
            Unfamiliar(scene, EntityKind.Counterparty, moved),
            scene.WithCode(ReasonCodes.AccountTakeover),
            scene.WithCode(ReasonCodes.BalanceDrained),
            Links(scene, 1, LinkKind.Counterparty),
        ],
        [.. Familiar(scene, EntityKind.Device, moved), .. Familiar(scene, EntityKind.Counterparty, moved)]);
    }

    private static TypologyFinding? CompromisedMerchant(Scene scene)
    {
        // One victim alone does not show where the card leaked: without a link to other victims this stays a guess and is not named.
        TransactionExhibit[] used = [.. scene.Alerted.Where(exhibit => IsOnlineCard(exhibit) && Units(exhibit) > Trifle)];
        LinkExhibit[] victims = [.. Links(scene, 1, LinkKind.Device, LinkKind.Ip).Where(link => link.FraudCustomerIds.Count > 0)];
        bool hasTrifles = scene.Alerted.Any(exhibit => IsOnlineCard(exhibit) && Units(exhibit) <= Trifle);
        return Found(scene, Typology.CompromisedMerchant, victims.Length == 0 || hasTrifles ? [] : used,
        [
            Unfamiliar(scene, EntityKind.Device, used),
            victims,
            scene.WithCode(ReasonCodes.MerchantFraud, ReasonCodes.DeviceFraud, ReasonCodes.IpFraud),
            used.Length > 1 && used[^1].Time - used[0].Time > TimeSpan.FromDays(1) ? used : [],
        ],
        [.. Familiar(scene, EntityKind.Device, used)]);
    }

    private static TypologyFinding? MuleNetwork(Scene scene)
    {
        PassThrough? flow = PassThrough.In(scene);
        IReadOnlyList<Exhibit> core = flow is null ? [] : [.. flow.Credits, .. flow.Debits];
        return Found(scene, Typology.MuleNetwork, core,
        [
            scene.WithCode(ReasonCodes.PassThrough),
            scene.WithCode(ReasonCodes.CounterpartyFanIn, ReasonCodes.CounterpartyFraud),
            Links(scene, 1, LinkKind.Counterparty),
            Unfamiliar(scene, EntityKind.Counterparty, flow?.Credits ?? []),
            flow is not null && flow.Debits[^1].Time - flow.Credits[0].Time < TimeSpan.FromHours(8) ? flow.Debits : [],
        ],
        [.. Familiar(scene, EntityKind.Counterparty, flow?.Debits ?? [])]);
    }

    private static TypologyFinding? BustOut(Scene scene)
    {
        TransactionExhibit[] spent = [.. scene.Alerted.Where(Scene.LeavesAccount)];
        bool isDrain = spent.Length >= 6 && spent[^1].Time - spent[0].Time is { TotalHours: > 12, TotalDays: < 10 };
        TransactionExhibit[] strange = [.. Unfamiliar(scene, EntityKind.Device, spent)];
        return Found(scene, Typology.BustOut, isDrain && strange.Length < spent.Length / 2 ? spent : [],
        [
            Familiar(scene, EntityKind.Device, spent),
            scene.WithCode(ReasonCodes.SpendHigh, ReasonCodes.Velocity),
            scene.WithCode(ReasonCodes.AmountAboveHabit),
            scene.Profile is { AmountRatio: > 4 } profile ? [profile] : [],
            spent.DistinctBy(exhibit => exhibit.Channel).Count() > 2 ? spent : [],
        ],
        [.. strange]);
    }

    private static TypologyFinding? Found(Scene scene, Typology typology, IReadOnlyList<Exhibit> core, IEnumerable<IEnumerable<Exhibit>> signs, IReadOnlyList<Exhibit> against)
    {
        if (core.Count == 0)
            return null;
        List<Exhibit> supporting = [.. core];
        int count = 0;
        foreach (IEnumerable<Exhibit> sign in signs)
        {
            int before = supporting.Count;
            supporting.AddRange(sign);
            count += supporting.Count > before ? 1 : 0;
        }
        IEnumerable<Exhibit> genuine = scene.Of<LabelExhibit>().Where(label => label.Verdict == Verdict.Genuine && scene.AlertedOf(label) is { } about && core.Contains(about));
        IReadOnlyList<string> contradicting = Scene.Ids(against.Concat(genuine).Distinct());
        count -= contradicting.Count > 0 ? 1 : 0;
        return count < 1
            ? null
            : new(typology, count >= StrongFrom ? Strength.Strong : Strength.Some, Scene.Ids(supporting.Distinct()), contradicting);
    }

    private static bool IsOnlineCard(TransactionExhibit exhibit)
        => exhibit is { Direction: Direction.Debit, Channel: Channel.Online, Type: TransactionType.Payment, MerchantId: not null };

    // In the base currency; a currency without a rate counts as if it were of the same worth.
    private static decimal Units(TransactionExhibit exhibit)
        => (ReferenceRates.Default.Covers(exhibit.Currency) ? ReferenceRates.Default.ToBaseMinor(exhibit.AmountMinor, exhibit.Currency) : exhibit.AmountMinor) / 100m;

    private static IEnumerable<LinkExhibit> Links(Scene scene, int leastCustomers, params LinkKind[] kinds)
        => scene.Of<LinkExhibit>().Where(link => link.Hops <= 1 && link.CustomerIds.Count >= leastCustomers && kinds.Contains(link.Link));

    // Only against a past can something be new.
    private static IEnumerable<TransactionExhibit> Unfamiliar(Scene scene, EntityKind kind, IReadOnlyList<TransactionExhibit> exhibits)
        => scene.Others.Count == 0 ? [] : exhibits.Where(exhibit => Scene.EntityOf(exhibit, kind) is { } id && !scene.Before(kind, id).Any());

    private static IEnumerable<TransactionExhibit> Familiar(Scene scene, EntityKind kind, IReadOnlyList<TransactionExhibit> exhibits)
        => exhibits.Select(exhibit => Scene.EntityOf(exhibit, kind)).OfType<string>().Distinct(StringComparer.Ordinal).SelectMany(id => scene.Before(kind, id)).Distinct();
}
