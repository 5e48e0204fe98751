namespace FraudFunctions.Engine.Labels;

/// <summary>One entry in the ledger of a transaction: who said what of it, and when that became known.</summary>
public readonly record struct Word(Verdict Verdict, LabelSource Source, DateTimeOffset Known)
{
    /// <summary>One source says one thing of a transaction at one time; a second word of that key is the same or a contradiction.</summary>
    public bool HasKeyOf(in Word other) => Source == other.Source && Known.ToUnixTimeMilliseconds() == other.Known.ToUnixTimeMilliseconds();

    /// <summary>Whether this word counts more: it is newer, or as new from a source that is trusted more, or else says fraud.</summary>
    public bool Outweighs(in Word other) => (Known, Source, Verdict).CompareTo((other.Known, other.Source, other.Verdict)) > 0;
}

/// <summary>What stands of a transaction, and since when it has stood without interruption.</summary>
public readonly record struct Standing(Verdict Verdict, DateTimeOffset Since)
{
    /// <summary>
    /// What stands at a time, of all the words known by then: the newest counts. The order in which the words came does not matter. Null when nobody
    /// had said anything.
    /// </summary>
    /// <example>Issuer: fraud on day 1, analyst: genuine on day 2, final: fraud on day 30. On day 20 genuine stands since day 2, on day 40 fraud since day 30.</example>
    public static Standing? Of(ReadOnlySpan<Word> words, DateTimeOffset at)
    {
        Word? newest = null;
        foreach (Word word in words)
        {
            if (word.Known <= at && (newest is not { } best || word.Outweighs(best)))
                newest = word;
        }
        if (newest is not { } stands)
            return null;
        Word? contradiction = null;
        foreach (Word word in words)
        {
            if (word.Known <= at && word.Verdict != stands.Verdict && (contradiction is not { } best || word.Outweighs(best)))
                contradiction = word;
        }
        DateTimeOffset since = stands.Known;
        foreach (Word word in words)
        {
            if (word.Verdict == stands.Verdict && word.Known < since && (contradiction is not { } last || word.Outweighs(last)))
                since = word.Known;
        }
        return new Standing(stands.Verdict, since);
    }
}

/// <summary>How a word changed what stands of a transaction, as far as it concerns fraud: known since when, and since when before.</summary>
/// <remarks>States add what is known and subtract what is withdrawn, so that the changes of a transaction may reach them in any order.</remarks>
public readonly record struct FraudChange(DateTimeOffset? Withdrawn, DateTimeOffset? Known)
{
    public static FraudChange None => default;

    public uint WithdrawnSeconds => Seconds(Withdrawn);

    public uint KnownSeconds => Seconds(Known);

    /// <summary>What one more word changes; <paramref name="ledger"/> are the words before it.</summary>
    public static FraudChange Of(ReadOnlySpan<Word> ledger, in Word entered)
    {
        DateTimeOffset? before = FraudSince(ledger);
        DateTimeOffset? after = FraudSince([.. ledger, entered]);
        return before == after ? None : new FraudChange(before, after);
    }

    private static DateTimeOffset? FraudSince(ReadOnlySpan<Word> words)
        => Standing.Of(words, DateTimeOffset.MaxValue) is { Verdict: Verdict.Fraud } fraud ? fraud.Since : null;

    private static uint Seconds(DateTimeOffset? time) => time is { } known ? (uint)known.ToUnixTimeSeconds() : 0;
}
