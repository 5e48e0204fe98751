using System.Globalization;
using System.Text.RegularExpressions;

namespace FraudFunctions.Tests.App.Cases.Reporting;

/// <summary>Ways to falsify a report. Each gives texts that say something else than the one it is given.</summary>
internal static partial class Mutations
{
    private static readonly string[] typologies = ["card testing", "a stolen card", "an account takeover", "a compromised merchant", "a mule network", "a bust-out"];
    private static readonly string[] outcomes = ["approved", "challenged", "reviewed", "held", "declined"];
    private static readonly string[] numbers = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    private static readonly (string From, string To)[] words =
    [
        ("first", "last"), ("last", "first"), ("largest", "usual"), ("usual", "largest"), ("before", "after"), ("earlier", "later"), ("later", "earlier"), ("below", "above"), (" from ", " to "),
        (" to ", " from "), (" for it", " against it"), (" against", " for"), ("came in", "left"), ("left by", "came in by"), ("received", "sent"), ("sent", "received"), ("seconds", "minutes"),
        ("minutes", "hours"), ("hours", "days"), ("days", "hours"), ("minute", "hour"), ("payment", "transfer"), ("transfer", "payment"), ("withdrawal", "deposit"), ("online", "in a shop"), ("in the app", "online"),
        ("at a machine", "in a branch"), ("genuine", "fraud"), ("called fraud", "called genuine"), ("customer", "merchant"), ("merchant", "customer"), ("Device", "Account"), ("Account", "Device"), ("refuted", "confirmed"),
        ("the model", "a rule"), ("a rule", "the model"), ("an analyst", "the issuer"), ("highest", "lowest"), ("expected", "actual"), ("alerted", "approved"), ("other", "fraudulent"), ("Release or refuse", "Release"),
        ("strongly ", ""), ("Some of the evidence", "The evidence"), ("incoming ", ""), ("alone", "surely"), ("held transaction", "declined transaction"), ("unlabelled ", ""), ("suspicion", "proof"),
        ("customer whether", "customer that"), ("was opened", "was closed"), ("false positive", "confirmed fraud"), ("escalated", "dismissed"), ("dismissed", "escalated"), ("missing", "complete"), ("rose", "fell"), ("shared", "owned"),
    ];

    private static readonly (string From, string To)[] negations =
    [
        ("was never seen", "was seen"), ("No exhibit was", "An exhibit was"), ("points to no known", "points to a known"), ("none of them", "all of them"), ("There is no", "There is an"), ("Nothing that was", "Something that was"),
        ("No step is", "A step is"), (" without ", " with "), ("is not possible", "is possible"), ("is unknown", "is known"), ("Not among", "Among"), ("nowhere explained", "explained"), (" was ", " was not "), (" were ", " weren't "),
        (" is ", " is not "), (" is ", " isn't "), (" are ", " are never "), ("The ", "Not the "), (" and ", " and without "), ("known frauds", "no known frauds"), (" has ", " hardly has "), ("payment", "non-payment"),
    ];

    private static readonly string[] additions =
    [
        "All checks passed.", "The customer admitted the fraud.", "The transaction is genuine.", "It was 7.", "It was in Paris.", "Nothing else is known.", "So it was made.",
    ];

    public static IEnumerable<(string Kind, string Text)> Of(string text, Random chance, bool everyDigit)
    {
        int table = text.IndexOf("\n## Transactions", StringComparison.Ordinal);
        foreach (int at in Digits(text).Where(at => everyDigit || chance.Next(at < table ? 60 : 1_000) == 0))
            yield return ("single digit", string.Concat(text.AsSpan(0, at), ((text[at] - '0' + chance.Next(1, 10)) % 10).ToString(CultureInfo.InvariantCulture), text.AsSpan(at + 1)));
        Match[] found = NumberPattern().Matches(text).ToArray();
        foreach (Match number in Sample(found, everyDigit ? 400 : 12, chance))
            yield return ("off by one", Put(text, number, (long.Parse(number.Value.Replace(",", ""), CultureInfo.InvariantCulture) + (chance.Next(2) == 0 ? 1 : -1)).ToString(CultureInfo.InvariantCulture)));
        foreach (Match number in Sample(found, everyDigit ? 200 : 12, chance))
        {
            Match other = found[chance.Next(found.Length)];
            if (other.Value != number.Value)
                yield return ("two numbers swapped", Swap(text, number, other));
        }
        foreach (Match number in Sample(found.Where(match => match.Length < 3 && int.Parse(match.Value, CultureInfo.InvariantCulture) <= 10 && IsProse(text, match.Index)), 10, chance))
            yield return ("wrong number in words", Put(text, number, numbers[(int.Parse(number.Value, CultureInfo.InvariantCulture) + 1 + chance.Next(9)) % 11]));
        foreach (Match date in Sample(DatePattern().Matches(text).Where(match => match.Groups[2].Value != match.Groups[3].Value), 12, chance))
            yield return ("day and month swapped", Put(text, date, $"{date.Groups[1].Value}-{date.Groups[3].Value}-{date.Groups[2].Value}"));
        foreach (Match currency in Sample(CurrencyPattern().Matches(text), 12, chance))
            yield return ("currency", Put(text, currency, currency.Value == "EUR" ? "USD" : "EUR"));
        foreach ((string kind, string mutated) in Named(text, chance).Concat(Sentences(text, chance)))
            yield return (kind, mutated);
        foreach ((string from, string to) in words.Where(pair => text.Contains(pair.From, StringComparison.Ordinal)))
            yield return ("word of weight", Replace(text, from, to, chance));
        foreach ((string from, string to) in negations.Where(pair => text.Contains(pair.From, StringComparison.Ordinal)))
            yield return ("negation", Replace(text, from, to, chance));
    }

    private static IEnumerable<(string Kind, string Text)> Named(string text, Random chance)
    {
        Match[] ids = IdPattern().Matches(text).ToArray();
        foreach (Match id in Sample(ids, 10, chance))
        {
            Match other = ids[chance.Next(ids.Length)];
            if (other.Value != id.Value)
                yield return ("id of something else", Put(text, id, other.Value));
            yield return ("id without its marks", Put(text, id, id.Value.Trim('`')));
        }
        foreach (Match name in Sample(QuotePattern().Matches(text), 10, chance))
            yield return ("name", Put(text, name, "“John Smith”"));
        foreach (string typology in typologies.Where(typology => text.Contains(typology, StringComparison.Ordinal)))
            foreach (string other in typologies.Where(other => other != typology))
                yield return ("typology", Replace(text, typology, other, chance));
        foreach (string outcome in outcomes.Where(outcome => text.Contains(outcome, StringComparison.Ordinal)))
            yield return ("outcome", Replace(text, outcome, outcomes.Except([outcome]).ElementAt(chance.Next(4)), chance));
    }

    private static IEnumerable<(string Kind, string Text)> Sentences(string text, Random chance)
    {
        Match[] anchored = SentencePattern().Matches(text).ToArray();
        foreach (Match sentence in Sample(anchored, 5, chance))
        {
            Match other = anchored[chance.Next(anchored.Length)];
            yield return ("sentence dropped", Put(text, sentence, ""));
            yield return ("sentence twice", Put(text, sentence, sentence.Value + " " + sentence.Value));
            yield return ("sentence emptied", Put(text, sentence, sentence.Groups[2].Value));
            yield return ("anchor dropped", Put(text, sentence, sentence.Groups[1].Value));
            yield return ("sentence without anchor", Put(text, sentence, additions[chance.Next(additions.Length)] + " " + sentence.Value));
            yield return ("sentence behind the last anchor", Put(text, sentence, sentence.Value + " " + additions[chance.Next(additions.Length)]));
            yield return ("sentence with a new anchor", Put(text, sentence, sentence.Value + " " + additions[chance.Next(additions.Length)] + " [c999]"));
            yield return ("evidence changed", Put(text, sentence, $"{sentence.Groups[1].Value}[{sentence.Groups[3].Value}: 9999]"));
            if (other.Index != sentence.Index)
            {
                yield return ("anchors swapped", Swap(text, sentence.Groups[2], other.Groups[2]));
                yield return ("sentences swapped", Swap(text, sentence, other));
            }
        }
        string[] lines = text.Split('\n');
        int line = chance.Next(lines.Length);
        yield return ("line dropped", string.Join('\n', lines[..line].Concat(lines[(line + 1)..])));
        yield return ("line added", string.Join('\n', lines[..line].Append(additions[chance.Next(additions.Length)]).Concat(lines[line..])));
    }

    private static IEnumerable<int> Digits(string text) => Enumerable.Range(0, text.Length).Where(at => char.IsAsciiDigit(text[at]));

    // Where a word may stand for a number: not within ids, times, anchors or money.
    private static bool IsProse(string text, int at) => at > 0 && text[at - 1] == ' ' && at + 2 < text.Length && " ".Contains(text[at + 1]) && char.IsAsciiLetterLower(text[at + 2]);

    private static IEnumerable<T> Sample<T>(IEnumerable<T> all, int most, Random chance)
    {
        T[] items = [.. all];
        chance.Shuffle(items);
        return items.Take(most);
    }

    private static string Put(string text, Capture place, string value) => string.Concat(text.AsSpan(0, place.Index), value, text.AsSpan(place.Index + place.Length));

    private static string Swap(string text, Capture one, Capture other)
        => one.Index < other.Index ? Put(Put(text, other, one.Value), one, other.Value) : Put(Put(text, one, other.Value), other, one.Value);

    private static string Replace(string text, string from, string to, Random chance)
    {
        MatchCollection places = Regex.Matches(text, Regex.Escape(from));
        return Put(text, places[chance.Next(places.Count)], to);
    }

    [GeneratedRegex(@"(?<![0-9A-Za-z_.,])[0-9]+(?:,[0-9]{3})*(?![0-9A-Za-z_])")]
    private static partial Regex NumberPattern();

    [GeneratedRegex("([0-9]{4})-([0-9]{2})-([0-9]{2})")]
    private static partial Regex DatePattern();

    [GeneratedRegex("(?<=[0-9] )[A-Z]{3}")]
    private static partial Regex CurrencyPattern();

    [GeneratedRegex("`[^`]+`")]
    private static partial Regex IdPattern();

    [GeneratedRegex("“[^”]+”")]
    private static partial Regex QuotePattern();

    [GeneratedRegex(@"([A-Z][^\n]*?)(\[(c[0-9]+)(?:: [0-9, -]+)?\])")]
    private static partial Regex SentencePattern();
}
