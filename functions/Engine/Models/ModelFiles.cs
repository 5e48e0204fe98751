namespace FraudFunctions.Engine.Models;

/// <summary>What the files of a model are called, on its card and in the store.</summary>
public static class ModelFiles
{
    /// <summary>The trees as they explain, and as ONNX Runtime runs them.</summary>
    public const string Trees = "trees", TreesOnnx = "onnx";

    /// <summary>The sequence as it was trained, and as ONNX Runtime runs it.</summary>
    public const string Sequence = "sequence", SequenceOnnx = "sequence-onnx";

    /// <summary>The autoencoder as it explains, and as ONNX Runtime runs it.</summary>
    public const string Autoencoder = "autoencoder", AutoencoderOnnx = "autoencoder-onnx";
}
