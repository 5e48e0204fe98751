using System.Collections.Frozen;
using System.Globalization;

namespace FraudFunctions.App.Cases.Reporting;

/// <summary>
/// The words a sentence may be put into. Words that carry meaning stay as they are and in their order; words that carry none may come and go;
/// any other word is somebody's addition.
/// </summary>
internal static class Vocabulary
{
    /// <summary>Seven is 7: a number in words is a number.</summary>
    public static readonly FrozenDictionary<string, string> Numbers =
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".Split(' ')
            .Select((word, number) => (word, number)).ToFrozenDictionary(pair => pair.word, pair => pair.number.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);

    /// <summary>No, not, never, none: one more or one less turns a sentence over.</summary>
    public static readonly FrozenSet<string> Polarity = Set("no not never none nothing nobody nowhere neither nor without cannot unknown hardly barely");

    /// <summary>Words of a claim that must come back, in their order.</summary>
    public static readonly FrozenSet<string> Kept = Set(
        "first last largest highest lowest densest usual usually most least below above more less than before after earlier later within between from to since until up "
        + "other others further all any only alone some strongly for against too few missing held approved challenged reviewed declined alerted unlabelled "
        + "payment transfer withdrawal deposit top-up refund transaction incoming decision exhibit link country customer account device internet address merchant case alert label "
        + "second minute hour day step round calendar times rose came left received sent shared names calls "
        + "fraud genuine money laundering screening card testing stolen takeover compromised mule network bust-out typology "
        + "model rule issuer analyst report dispute settlement probability loss expected odds triggered review escalated real threat dismissed cleared "
        + "draft ready assigned progress returned suspended pending approval reopening closed confirmed refuted inconclusive abandoned suspicion valuable false positive duplicate "
        + "shop online machine branch app phone profile timeline history facts release refuse ask gather wait resolve look possible seen known opened "
        + "contradiction disposition who what when where why how because unexplained explained own category reason "
        + "among whether contradict verdict under suspicious early ended arrival asked log comparison rest named final or");

    /// <summary>Words that may be added: they hold a sentence together and say nothing by themselves.</summary>
    public static readonly FrozenSet<string> Glue = Set(
        "a an the this that these those it its they them their there here which that and but while also as at by in of on with over during "
        + "is are was were be been being has have had do does did "
        + "namely amounting amounts amounted "
        + "made took taken place occurred occurs happened happens carried out found shows show shown noted recorded lists listed "
        + "concern concerning concerns regarding furthermore additionally meanwhile "
        + "mentioned stood amount");

    /// <summary>The word without what number and person add: payments, payment's and payment are one.</summary>
    public static string Stem(string word)
    {
        if (word.EndsWith("'s", StringComparison.Ordinal))
            word = word[..^2];
        if (word.Length > 4 && word.EndsWith("ies", StringComparison.Ordinal))
            return word[..^3] + "y";
        return word.Length > 3 && word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1] : word;
    }

    public static bool IsKept(string word) => keptStems.Contains(Stem(word));

    // A word that is kept cannot be glue too.
    public static bool IsGlue(string word) => Glue.Contains(word) && !IsKept(word);

    private static readonly FrozenSet<string> keptStems = Kept.Select(Stem).ToFrozenSet(StringComparer.Ordinal);

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
