namespace FraudFunctions.App.Cases.Reporting;

/// <summary>How a part of a sentence is marked: not at all, as an id in back quotes, or as somebody's text in curly quotes.</summary>
internal enum Mark { Plain, Id, Quote }

/// <summary>Takes a sentence apart at its quotes. A quote that nobody closes is plain text, and its mark a character like any other.</summary>
internal static class Marked
{
    public static IEnumerable<(Mark Mark, string Text)> Split(string sentence)
    {
        int plain = 0, at = 0;
        while (at < sentence.Length)
        {
            (Mark mark, char close) = sentence[at] switch { '`' => (Mark.Id, '`'), '“' => (Mark.Quote, '”'), _ => (Mark.Plain, '\0') };
            int end = mark == Mark.Plain ? -1 : sentence.IndexOf(close, at + 1);
            if (end < 0)
            {
                at++;
                continue;
            }
            if (at > plain)
                yield return (Mark.Plain, sentence[plain..at]);
            yield return (mark, sentence[(at + 1)..end]);
            plain = at = end + 1;
        }
        if (plain < sentence.Length)
            yield return (Mark.Plain, sentence[plain..]);
    }
}
