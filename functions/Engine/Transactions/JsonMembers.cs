using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FraudFunctions.Engine.Transactions;

/// <summary>
/// Reads the members of one JSON object and remembers the first problem, so that a reader is a list of members and their rules.
/// After a problem every further read answers nothing.
/// </summary>
internal ref struct JsonMembers(ReadOnlySpan<byte> utf8, string path)
{
    // Longer identifiers are mistakes or attacks; 64 holds a UUID, an IBAN, an ISO 20022 end-to-end id and room.
    public const int MaxIdLength = 64;

    // Characters that an id may not have: they part ids, or Cosmos DB refuses them in a document id.
    private const string ForbiddenInIds = "~/\\?#\"";

    private readonly ReadOnlySpan<byte> utf8 = utf8;
    private readonly string path = path;
    private Utf8JsonReader reader = new(utf8);
    private uint seen;

    public FieldProblem? Problem { get; private set; }

    public bool Begin()
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            Refuse("wrong-type", "", "is not a JSON object");
        return Problem is null;
    }

    /// <summary>Steps to the next member's value; false at the end of the object or after a problem.</summary>
    public bool Next(byte[][] names, ref int hint, out int member, out string? unknownName)
    {
        member = -1;
        unknownName = null;
        if (Problem is not null)
            return false;
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            // One event is one object: what follows it was never meant to be lost.
            if (reader.Read())
                Refuse("invalid-json", "", "has something after its end");
            return false;
        }
        for (int i = 0; i < names.Length; i++)
        {
            int candidate = (hint + i) % names.Length;
            if (!reader.ValueTextEquals(names[candidate]))
                continue;
            member = candidate;
            hint = candidate + 1;
            break;
        }
        if (member < 0)
            unknownName = reader.GetString();
        else if ((seen & (1u << member)) != 0)
            Refuse("duplicate-member", Encoding.ASCII.GetString(names[member]), "appears twice");
        else
            seen |= 1u << member;
        reader.Read();
        return true;
    }

    public readonly bool IsNull => reader.TokenType == JsonTokenType.Null;

    public readonly bool IsObject => reader.TokenType == JsonTokenType.StartObject;

    public string? Text(string name, int maxLength)
    {
        if (reader.TokenType != JsonTokenType.String)
            return RefuseText("wrong-type", name, "is not a string");
        string text = reader.GetString()!.Trim();
        if (text.Length == 0)
            return RefuseText("empty", name, "is empty");
        if (text.Length > maxLength)
            return RefuseText("too-long", name, $"has {text.Length} characters; at most {maxLength} are taken");
        foreach (char c in text)
        {
            if (char.IsControl(c))
                return RefuseText("invalid-character", name, $"holds the control character U+{(int)c:X4}");
        }
        return text;
    }

    public string? Id(string name)
    {
        string? text = Text(name, MaxIdLength);
        if (text is null)
            return null;
        foreach (char c in text)
        {
            if (!IsIdCharacter(c))
                return RefuseText("invalid-character", name, $"holds '{c}'; an id is printable ASCII without spaces and without {ForbiddenInIds}");
        }
        return text;
    }

    public static bool IsIdCharacter(char c) => c is > ' ' and <= '~' && !ForbiddenInIds.Contains(c);

    public T? Choice<T>(string name) where T : struct, Enum
    {
        string? text = Text(name, 40);
        if (text is null)
            return null;
        if (Choices<T>.ByName.TryGetValue(text, out T value))
            return value;
        Refuse("unknown-value", name, $"is '{text}'; known are {string.Join(", ", Choices<T>.Names)}");
        return null;
    }

    public long? WholeNumber(string name, long least, long most)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            Refuse("wrong-type", name, "is not a number");
            return null;
        }
        if (!reader.TryGetInt64(out long value))
        {
            Refuse("wrong-type", name, $"is {Raw()}; it must be a whole number of minor units (12.50 EUR is 1250)");
            return null;
        }
        if (value >= least && value <= most)
            return value;
        Refuse("out-of-range", name, $"is {value}; it must lie between {least} and {most}");
        return null;
    }

    public double? Number(string name, double least, double most)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out double value))
        {
            Refuse("wrong-type", name, "is not a number");
            return null;
        }
        if (value >= least && value <= most)
            return value;
        Refuse("out-of-range", name, string.Create(CultureInfo.InvariantCulture, $"is {value}; it must lie between {least} and {most}"));
        return null;
    }

    public DateTimeOffset? Time(string name, DateTimeOffset earliest, DateTimeOffset latest)
    {
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetDateTimeOffset(out DateTimeOffset time))
        {
            Refuse("invalid-time", name, "is not an ISO 8601 time such as 2026-04-01T00:00:31Z");
            return null;
        }
        // Utf8JsonReader reads a time without a zone as local time, which would make the event depend on the machine.
        ReadOnlySpan<byte> text = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
        int clock = text.IndexOf((byte)'T');
        if (clock < 0 || (text[^1] != (byte)'Z' && text[clock..].IndexOfAny((byte)'+', (byte)'-') < 0))
        {
            Refuse("invalid-time", name, "has no time zone; end it with Z for UTC");
            return null;
        }
        if (time >= earliest && time <= latest)
            return time.ToUniversalTime();
        Refuse("out-of-range", name, string.Create(CultureInfo.InvariantCulture, $"is {time:yyyy-MM-ddTHH:mm:ssK}; it must lie between {earliest:yyyy-MM-dd} and {latest:yyyy-MM-ddTHH:mm:ssZ}"));
        return null;
    }

    /// <summary>The value of a member that nobody knows, as text: a string without its quotes, anything else as it stands.</summary>
    public string Raw()
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString()!;
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return Encoding.UTF8.GetString(utf8[start..(int)reader.BytesConsumed]);
    }

    /// <summary>The bytes of a nested object, to be read by its own reader.</summary>
    public ReadOnlySpan<byte> Nested()
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return utf8[start..(int)reader.BytesConsumed];
    }

    public void Refuse(string code, string name, string message)
        => Problem ??= new FieldProblem(code, name.Length == 0 ? (path.Length == 0 ? "(event)" : path) : path.Length == 0 ? name : $"{path}.{name}", message);

    public void Adopt(FieldProblem? problem) => Problem ??= problem;

    private string? RefuseText(string code, string name, string message)
    {
        Refuse(code, name, message);
        return null;
    }
}
