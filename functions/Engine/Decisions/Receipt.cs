using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Engine.Decisions;

/// <summary>
/// Writes a decision down as canonical JSON and seals it. The receipt is the SHA-256 of everything before the receipt member; it contains the
/// receipt of the customer's previous decision, so that none can be changed, left out or put in between afterwards.
/// </summary>
public static class Receipt
{
    private static readonly byte[] member = ",\"receipt\":\""u8.ToArray();

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? reusedBuffer;

    [ThreadStatic]
    private static Utf8JsonWriter? reusedWriter;

    /// <summary>The document of a decision, and its receipt.</summary>
    public static (byte[] Document, string Hash) Write(Decision decision)
    {
        ArrayBufferWriter<byte> buffer = reusedBuffer ??= new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        Utf8JsonWriter json = reusedWriter ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        json.Reset(buffer);
        WriteBody(json, decision);
        json.Flush();
        string hash = Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
        byte[] document = new byte[buffer.WrittenCount + member.Length + hash.Length + 2];
        buffer.WrittenSpan.CopyTo(document);
        int at = buffer.WrittenCount;
        member.CopyTo(document.AsSpan(at));
        at += member.Length;
        System.Text.Encoding.ASCII.GetBytes(hash, document.AsSpan(at));
        document[^2] = (byte)'"';
        document[^1] = (byte)'}';
        return (document, hash);
    }

    /// <summary>The receipt that a document carries and the one that its bytes give; they differ when a byte was changed.</summary>
    public static (string Carried, string Computed) Check(ReadOnlySpan<byte> document)
    {
        int at = document.LastIndexOf(member);
        if (at < 0 || document.Length != at + member.Length + 66 || !document.EndsWith("\"}"u8))
            return ("", "none");
        string carried = System.Text.Encoding.ASCII.GetString(document[(at + member.Length)..^2]);
        return (carried, Convert.ToHexStringLower(SHA256.HashData(document[..at])));
    }

    private static void WriteBody(Utf8JsonWriter json, Decision decision)
    {
        // The object is left open: the receipt member closes it.
        json.WriteStartObject();
        json.WriteString("id"u8, decision.Id);
        json.WriteNumber("number"u8, decision.Number);
        TransactionWriter.WriteTime(json, "arrivedAt"u8, decision.ArrivedAt);
        json.WriteStartObject("source"u8);
        json.WriteString("stream"u8, decision.Source.Stream);
        json.WriteNumber("sequence"u8, decision.Source.Sequence);
        json.WriteEndObject();
        json.WritePropertyName("transaction"u8);
        TransactionWriter.Write(json, decision.Transaction);
        json.WriteString("schema"u8, decision.Versions.SchemaHash);
        json.WriteStartArray("features"u8);
        foreach (float value in decision.Features)
        {
            if (float.IsFinite(value))
                json.WriteNumberValue(value);
            else
                json.WriteNullValue();
        }
        json.WriteEndArray();
        json.WriteBoolean("high"u8, decision.Observation.High);
        json.WriteBoolean("late"u8, decision.Observation.Late);
        if (decision.Memory is { } memory)
            WriteMemory(json, memory);
        json.WriteString("model"u8, decision.Versions.ModelId);
        json.WriteNumber("rules"u8, decision.Versions.Rules);
        json.WriteNumber("lists"u8, decision.Versions.Lists);
        json.WriteNumber("policy"u8, decision.Versions.Policy);
        json.WriteString("content"u8, decision.Versions.Content);
        WriteAssessment(json, decision.Assessment);
        json.WriteString("previous"u8, decision.Previous);
    }

    private static void WriteAssessment(Utf8JsonWriter json, Assessment assessment)
    {
        if (assessment.Scores is { } scores)
            WriteScores(json, scores);
        if (assessment.Probability is { } probability)
            json.WriteNumber("probability"u8, probability);
        WriteTexts(json, "ruleHits"u8, assessment.RuleHits);
        WriteTexts(json, "shadowHits"u8, assessment.ShadowHits);
        json.WriteString("outcome"u8, Choices<Outcome>.NameOf(assessment.Outcome));
        json.WriteNumber("expectedLossMinor"u8, assessment.ExpectedLossMinor);
        json.WriteStartArray("reasons"u8);
        foreach (Reason reason in assessment.Reasons)
        {
            json.WriteStartObject();
            json.WriteString("code"u8, reason.Code);
            json.WriteString("origin"u8, Choices<ReasonOrigin>.NameOf(reason.Origin));
            json.WriteNumber("contribution"u8, reason.Contribution);
            json.WriteStartArray("evidence"u8);
            foreach (Evidence evidence in reason.Evidence)
            {
                json.WriteStartObject();
                json.WriteString("feature"u8, evidence.Feature);
                json.WriteNumber("value"u8, evidence.Value);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (assessment.Sum is { } sum)
        {
            json.WriteStartObject("sum"u8);
            json.WriteNumber("start"u8, sum.Start);
            json.WriteNumber("others"u8, sum.Others);
            json.WriteNumber("logOdds"u8, sum.LogOdds);
            json.WriteEndObject();
        }
        WriteTexts(json, "degraded"u8, assessment.Degraded);
        if (assessment.Shadow is { } shadow)
        {
            json.WriteStartObject("shadow"u8);
            json.WriteString("model"u8, shadow.ModelId);
            json.WriteNumber("probability"u8, shadow.Probability);
            json.WriteString("outcome"u8, Choices<Outcome>.NameOf(shadow.Outcome));
            json.WriteEndObject();
        }
    }

    private static void WriteScores(Utf8JsonWriter json, Scores scores)
    {
        json.WriteStartObject("scores"u8);
        json.WriteNumber("trees"u8, scores.Trees);
        if (scores.Anomaly is { } anomaly)
            json.WriteNumber("anomaly"u8, anomaly);
        if (scores.Sequence is { } sequence)
            json.WriteNumber("sequence"u8, sequence);
        if (scores.Month is { } month)
            json.WriteNumber("month"u8, month);
        json.WriteEndObject();
    }

    /// <summary>The units as bits, sixteen each: whoever derives the decision again must step from the very same.</summary>
    private static void WriteMemory(Utf8JsonWriter json, SequenceMemory memory)
    {
        json.WriteStartObject("memory"u8);
        json.WriteString("of"u8, memory.Model.ToString("x16", CultureInfo.InvariantCulture));
        json.WriteBase64String("units"u8, MemoryMarshal.AsBytes(memory.Units));
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
