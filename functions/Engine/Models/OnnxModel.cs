using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;

namespace FraudFunctions.Engine.Models;

/// <summary>A model in ONNX, run by ONNX Runtime on the calling thread: floats [n, width] in, one probability per row out.</summary>
/// <remarks>Any batch size; safe from many threads. Reads and writes the caller's memory in place.</remarks>
public sealed class OnnxModel : IModel, IDisposable
{
    /// <summary>Names of the metadata properties that tie a file to its features and to the model it was written from.</summary>
    public const string SchemaHashProperty = "schema_hash", ModelIdProperty = "model_id";

    private readonly InferenceSession session;
    private readonly string[] inputs, outputs;
    private readonly int outputRank;
    private readonly bool wholePackets;

    private OnnxModel(InferenceSession session, string id, int width, string schemaHash, bool wholePackets)
    {
        (this.session, Id, Width, SchemaHash, this.wholePackets) = (session, id, width, schemaHash, wholePackets);
        inputs = [session.InputMetadata.Single().Key];
        outputs = [session.OutputMetadata.Single().Key];
        outputRank = session.OutputMetadata.Single().Value.Dimensions.Length;
    }

    public string Id { get; }
    public int Width { get; }
    public string SchemaHash { get; }

    /// <summary>Loads and warms a model; throws <see cref="InvalidDataException"/> if it does not take these features or does not return one number per row.</summary>
    /// <param name="onnx">The file.</param>
    /// <param name="width">Features per row.</param>
    /// <param name="schemaHash">Of the features.</param>
    /// <param name="wholePackets">For a network: a row comes out the same to the last bit in a batch of any size. Trees do by themselves.</param>
    public static OnnxModel Load(byte[] onnx, int width, string schemaHash, bool wholePackets = false)
    {
        var session = OnnxSessions.Open(onnx);
        try
        {
            Check(session, width, schemaHash);
            var model = new OnnxModel(session, Convert.ToHexStringLower(SHA256.HashData(onnx)), width, schemaHash, wholePackets);
            // The first runs allocate and take up to 200 µs: not on a customer's time.
            model.Score(new float[width], new float[1]);
            model.Score(new float[16 * width], new float[16]);
            return model;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public unsafe void Score(ReadOnlySpan<float> rows, Span<float> probabilities)
    {
        RowShape.Check(rows.Length, Width, probabilities.Length);
        if (probabilities.IsEmpty)
            return;
        if (wholePackets && WholePackets.Filled(probabilities.Length) is var filled && filled > probabilities.Length)
        {
            float[] scores = new float[filled];
            Score(WholePackets.Fill(rows, Width, probabilities.Length), scores);
            scores.AsSpan(0, probabilities.Length).CopyTo(probabilities);
            return;
        }
        fixed (float* from = rows, to = probabilities)
        {
            using var input = OnnxSessions.Tensor(from, [probabilities.Length, Width], rows.Length);
            using var output = OnnxSessions.Tensor(to, outputRank == 1 ? [probabilities.Length] : [probabilities.Length, 1], probabilities.Length);
            session.Run(OnnxSessions.Quiet, inputs, [input], outputs, [output]);
        }
    }

    public void Dispose() => session.Dispose();

    private static void Check(InferenceSession session, int width, string schemaHash)
    {
        if (session.InputMetadata.Count != 1 || session.OutputMetadata.Count != 1)
            throw new InvalidDataException($"The model has {session.InputMetadata.Count} inputs and {session.OutputMetadata.Count} outputs, not one of each.");
        var input = session.InputMetadata.Single().Value;
        var output = session.OutputMetadata.Single().Value;
        if (input.ElementType != typeof(float) || output.ElementType != typeof(float))
            throw new InvalidDataException("The model does not take floats and return floats.");
        if (input.Dimensions.Length != 2 || input.Dimensions[1] != width)
            throw new InvalidDataException($"The model takes {OnnxSessions.Shape(input)}, not rows of {width} features.");
        if (input.Dimensions[0] > 0)
            throw new InvalidDataException($"The model takes batches of {input.Dimensions[0]} rows only.");
        if (output.Dimensions.Length is not (1 or 2) || (output.Dimensions.Length == 2 && output.Dimensions[1] != 1))
            throw new InvalidDataException($"The model returns {OnnxSessions.Shape(output)}, not one number per row.");
        var trained = session.ModelMetadata.CustomMetadataMap.GetValueOrDefault(SchemaHashProperty);
        if (trained is not null && trained != schemaHash)
            throw new InvalidDataException($"The model was trained on the feature schema {trained}, not on {schemaHash}.");
    }
}
