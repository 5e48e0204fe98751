using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;

namespace FraudFunctions.Engine.Models;

/// <summary>
/// A sequence model in ONNX, run by ONNX Runtime on the calling thread: "features" [n, width] and "memory" [n, units] in, "next" [n, units],
/// "fraud" [n, 1] and "month" [n, 1] out.
/// </summary>
/// <remarks>Any batch size, each row the same to the last bit; safe from many threads. Whole packets of rows are read and written in place.</remarks>
public sealed class OnnxSequence : ISequenceModel, IDisposable
{
    private static readonly string[] inputs = ["features", "memory"], outputs = ["next", "fraud", "month"];
    private readonly InferenceSession session;

    private OnnxSequence(InferenceSession session, string id, int width, string schemaHash)
        => (this.session, Id, Width, Units, SchemaHash) = (session, id, width, session.InputMetadata["memory"].Dimensions[1], schemaHash);

    public string Id { get; }
    public int Width { get; }
    public int Units { get; }
    public string SchemaHash { get; }

    /// <summary>Loads and warms a model; throws <see cref="InvalidDataException"/> if it does not take these features and a memory and return the three results.</summary>
    public static OnnxSequence Load(byte[] onnx, int width, string schemaHash)
    {
        InferenceSession session = OnnxSessions.Open(onnx);
        try
        {
            Check(session, width, schemaHash);
            OnnxSequence model = new(session, Convert.ToHexStringLower(SHA256.HashData(onnx)), width, schemaHash);
            // The first runs allocate and take up to 200 µs: not on a customer's time.
            foreach (int rows in (ReadOnlySpan<int>)[1, 16])
                model.Step(new float[rows * width], new float[rows * model.Units], new float[rows * model.Units], new float[rows], new float[rows]);
            return model;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public unsafe void Step(ReadOnlySpan<float> rows, ReadOnlySpan<float> memory, Span<float> nextMemory, Span<float> fraud, Span<float> month)
    {
        StepShape.Check(this, rows.Length, memory.Length, nextMemory.Length, fraud.Length, month.Length);
        if (fraud.IsEmpty)
            return;
        int count = fraud.Length, filled = WholePackets.Filled(count);
        if (filled > count)
        {
            float[] next = new float[filled * Units], nextFraud = new float[filled], nextMonth = new float[filled];
            Step(WholePackets.Fill(rows, Width, count), WholePackets.Fill(memory, Units, count), next, nextFraud, nextMonth);
            next.AsSpan(0, count * Units).CopyTo(nextMemory);
            nextFraud.AsSpan(0, count).CopyTo(fraud);
            nextMonth.AsSpan(0, count).CopyTo(month);
            return;
        }
        fixed (float* features = rows, before = memory, after = nextMemory, first = fraud, second = month)
        {
            long[] ofMemory = [fraud.Length, Units], ofOne = [fraud.Length, 1];
            using OrtValue row = OnnxSessions.Tensor(features, [fraud.Length, Width], rows.Length);
            using OrtValue from = OnnxSessions.Tensor(before, ofMemory, memory.Length);
            using OrtValue to = OnnxSessions.Tensor(after, ofMemory, memory.Length);
            using OrtValue ofFraud = OnnxSessions.Tensor(first, ofOne, fraud.Length);
            using OrtValue ofMonth = OnnxSessions.Tensor(second, ofOne, fraud.Length);
            session.Run(OnnxSessions.Quiet, inputs, [row, from], outputs, [to, ofFraud, ofMonth]);
        }
    }

    public void Dispose() => session.Dispose();

    private static void Check(InferenceSession session, int width, string schemaHash)
    {
        CheckNames("takes", session.InputMetadata, inputs);
        CheckNames("returns", session.OutputMetadata, outputs);
        int units = session.InputMetadata["memory"].Dimensions is [_, > 0 and var size] ? size : 1;
        CheckShape("features", session.InputMetadata["features"], width);
        CheckShape("memory", session.InputMetadata["memory"], units);
        CheckShape("next", session.OutputMetadata["next"], units);
        CheckShape("fraud", session.OutputMetadata["fraud"], 1);
        CheckShape("month", session.OutputMetadata["month"], 1);
        string? trained = session.ModelMetadata.CustomMetadataMap.GetValueOrDefault(OnnxModel.SchemaHashProperty);
        if (trained is not null && trained != schemaHash)
            throw new InvalidDataException($"The model was trained on the feature schema {trained}, not on {schemaHash}.");
    }

    private static void CheckNames(string verb, IReadOnlyDictionary<string, NodeMetadata> tensors, string[] expected)
    {
        if (!tensors.Keys.Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal)))
            throw new InvalidDataException($"The model {verb} {string.Join(", ", tensors.Keys)}, not {string.Join(", ", expected)}.");
    }

    private static void CheckShape(string name, NodeMetadata tensor, int columns)
    {
        if (tensor.ElementType != typeof(float) || tensor.Dimensions is not [<= 0, var length] || length != columns)
            throw new InvalidDataException($"The model's {name} are {OnnxSessions.Shape(tensor)}, not floats [n, {columns}].");
    }
}
