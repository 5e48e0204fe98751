using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FraudFunctions.Engine.Models;

/// <summary>How every ONNX file is opened and fed here.</summary>
internal static class OnnxSessions
{
    internal static RunOptions Quiet { get; } = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };

    /// <summary>A session that stays on the calling thread; throws <see cref="InvalidDataException"/> when ONNX Runtime refuses the file.</summary>
    internal static InferenceSession Open(byte[] onnx)
    {
        OrtEnv.Instance().DisableTelemetryEvents();
        OrtEnv.Instance().EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        // The host runs many decisions at once; threads inside one of them would only get in each other's way.
        using SessionOptions options = new()
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR
        };
        try
        {
            return new InferenceSession(onnx, options);
        }
        catch (OnnxRuntimeException reason)
        {
            throw new InvalidDataException($"ONNX Runtime refuses the model: {reason.Message}", reason);
        }
    }

    /// <summary>The caller's own memory as a tensor; it must stay fixed until the tensor is disposed.</summary>
    internal static unsafe OrtValue Tensor(float* memory, long[] shape, long count)
        => OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, (nint)memory, count * sizeof(float));

    internal static string Shape(NodeMetadata tensor) => $"[{string.Join(", ", tensor.Dimensions)}]";
}
