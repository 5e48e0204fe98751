namespace FraudFunctions.Learning.Evaluation;

/// <summary>Precision of the k most suspicious cards a day, as the Fraud Detection Handbook measures it (chapter 4, card_precision_top_k).</summary>
/// <remarks>
/// A day's cards are ranked by their highest score; a card counts as caught if any of its transactions that day is a fraud. A card caught
/// on an earlier day is left out of all later days, as a blocked card would be. Each day's count is divided by k, even when fewer cards are left.
/// Example, k = 1: day 1 card A .9 (fraud), B .5; day 2 A .9 (fraud), B .4 (fraud). Day 1 catches A, day 2 B: mean 1.
/// </remarks>
public static class CardPrecision
{
    /// <summary>Mean over the days that have transactions. Cards of equal score rank by their id.</summary>
    public static double AtTop(
        int k, ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels, ReadOnlySpan<string> cards, ReadOnlySpan<DateTimeOffset> times)
        => ByDay(k, scores, labels, cards, times).Average(day => day.Precision);

    public static IReadOnlyList<DayPrecision> ByDay(
        int k, ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels, ReadOnlySpan<string> cards, ReadOnlySpan<DateTimeOffset> times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (scores.IsEmpty || labels.Length != scores.Length || cards.Length != scores.Length || times.Length != scores.Length)
            throw new ArgumentException($"{scores.Length} scores, {labels.Length} labels, {cards.Length} cards and {times.Length} times.");
        var days = new SortedDictionary<DateOnly, Dictionary<string, (double Score, bool Fraud)>>();
        for (var row = 0; row < scores.Length; row++)
        {
            var day = DateOnly.FromDateTime(times[row].UtcDateTime);
            if (!days.TryGetValue(day, out var ofDay))
                days[day] = ofDay = [];
            var seen = ofDay.GetValueOrDefault(cards[row], (double.NegativeInfinity, false));
            ofDay[cards[row]] = (Math.Max(seen.Item1, scores[row]), seen.Item2 || labels[row]);
        }
        var caught = new HashSet<string>();
        var results = new List<DayPrecision>();
        foreach (var (day, ofDay) in days)
        {
            var left = ofDay.Where(card => !caught.Contains(card.Key)).ToArray();
            var top = left.OrderByDescending(card => card.Value.Score).ThenBy(card => card.Key, StringComparer.Ordinal).Take(k);
            var hits = top.Where(card => card.Value.Fraud).Select(card => card.Key).ToArray();
            caught.UnionWith(hits);
            results.Add(new DayPrecision(day, (double)hits.Length / k, left.Count(card => card.Value.Fraud)));
        }
        return results;
    }
}

/// <summary>One day's precision, and how many compromised cards there were to find.</summary>
public readonly record struct DayPrecision(DateOnly Day, double Precision, int CompromisedCards);
