using System.Text.RegularExpressions;

namespace FraudFunctions.App.Cases.Reporting;

/// <summary>What a token of a sentence is.</summary>
internal enum TokenKind { Id, Quote, Time, Money, Percentage, Number, Code, Polarity, Word, Sign }

/// <summary>A part of a sentence that carries meaning, in one spelling.</summary>
internal readonly record struct Token(TokenKind Kind, string Text)
{
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} '{Text}'";
}

/// <summary>
/// What is left of a sentence when everything that may be said in other words is taken away: its values, its negations and the words that give
/// the values their part, in order. "The 2nd of two" and "2 of 2" differ; "has 2 payments" and "two payments were made" do not.
/// </summary>
internal sealed partial record Skeleton(IReadOnlyList<Token> Tokens, IReadOnlySet<string> Loose)
{
    public static Skeleton Of(string sentence)
    {
        List<Token> tokens = [];
        HashSet<string> loose = [];
        string text = sentence.Trim(' ');
        foreach ((Mark mark, string part) in Marked.Split(text.EndsWith('.') ? text[..^1] : text))
        {
            if (mark == Mark.Plain)
                AddPlain(part, tokens, loose);
            else
                tokens.Add(new(mark == Mark.Id ? TokenKind.Id : TokenKind.Quote, part));
        }
        return new(tokens, loose);
    }

    /// <summary>What this sentence says otherwise than the one it should be; null when nothing.</summary>
    public string? DiffersFrom(Skeleton right)
    {
        for (int i = 0; i < Math.Max(Tokens.Count, right.Tokens.Count); i++)
        {
            if (i == Tokens.Count)
                return $"{right.Tokens[i]} is lost";
            if (i == right.Tokens.Count)
                return $"{Tokens[i]} is added";
            if (Tokens[i] != right.Tokens[i])
                return $"{Tokens[i]} stands where {right.Tokens[i]} belongs";
        }
        return Loose.Except(right.Loose).Order(StringComparer.Ordinal).FirstOrDefault() is { } strange ? $"'{strange}' is not a word of this claim" : null;
    }

    private static void AddPlain(string part, List<Token> tokens, HashSet<string> loose)
    {
        int end = -2;
        foreach (Match match in Piece().Matches(part))
        {
            string text = match.Value;
            if (match.Groups["time"].Success)
                tokens.Add(new(TokenKind.Time, text));
            else if (match.Groups["number"].Success)
                tokens.Add(new(text.EndsWith('%') ? TokenKind.Percentage : char.IsAsciiLetterUpper(text[^1]) ? TokenKind.Money : TokenKind.Number, text));
            // Three declined, two held; not three, declined two, held: what stands behind a number belongs to it.
            else if (text is "," or "and" && tokens.Count > 0 && tokens[^1].Kind is TokenKind.Number or TokenKind.Percentage && match.Index == end + (text == "," ? 0 : 1))
                tokens.Add(new(TokenKind.Sign, text));
            else if (match.Groups["word"].Success)
                AddWord(text, tokens, loose);
            else if (match.Groups["sign"].Success)
                tokens.Add(new(TokenKind.Sign, text));
            if (!match.Groups["harmless"].Success)
                end = match.Index + match.Length;
        }
    }

    private static void AddWord(string text, List<Token> tokens, HashSet<string> loose)
    {
        string word = text.ToLowerInvariant().Replace('’', '\'');
        if (text.Length > 1 && text.Equals(text.ToUpperInvariant(), StringComparison.Ordinal))
            tokens.Add(new(TokenKind.Code, text));
        else if (Vocabulary.Numbers.TryGetValue(word, out string? number))
            tokens.Add(new(TokenKind.Number, number));
        else if (Vocabulary.Polarity.Contains(word) || word.EndsWith("n't", StringComparison.Ordinal))
            tokens.Add(new(TokenKind.Polarity, word.EndsWith("n't", StringComparison.Ordinal) ? "not" : word));
        else if (Vocabulary.IsKept(word))
            tokens.Add(new(TokenKind.Word, Vocabulary.Stem(word)));
        else if (!Vocabulary.IsGlue(word))
            loose.Add(Vocabulary.Stem(word));
    }

    // A full stop within a sentence is a sign: behind it stands another sentence.
    [GeneratedRegex(@"(?<time>[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2}:[0-9]{2} UTC)?)|(?<number>-?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?: ?%| [A-Z]{3}\b)?)|(?<word>\p{L}[\p{L}\p{M}\p{Nd}_'’-]*)|(?<harmless> +|[,'-])|(?<sign>.)", RegexOptions.Singleline)]
    private static partial Regex Piece();
}
