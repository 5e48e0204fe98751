using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FraudFunctions.App.Decisions;

/// <summary>Writes the body of a document with a writer and a buffer that each thread keeps: a batch writes thousands of them.</summary>
internal static class JsonBody
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    public static byte[] Write<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        buffer ??= new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        writer ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        writer.Reset(buffer);
        writer.WriteStartObject();
        write(writer, value);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
