using System.Numerics.Tensors;

namespace FraudFunctions.Learning.Networks;

/// <summary>What bends a layer, in place, and the slope of it from its own output.</summary>
public static class Activations
{
    /// <summary>x becomes 1 / (1 + e⁻ˣ).</summary>
    public static void Sigmoid(Span<float> x) => TensorPrimitives.Sigmoid(x, x);

    /// <summary>Multiplies dy by y(1 - y), which makes it the gradient before the sigmoid.</summary>
    public static void BackThroughSigmoid(ReadOnlySpan<float> y, Span<float> dy)
    {
        for (int i = 0; i < y.Length; i++)
            dy[i] *= y[i] * (1 - y[i]);
    }

    /// <summary>x becomes tanh x.</summary>
    public static void Tanh(Span<float> x) => TensorPrimitives.Tanh(x, x);

    /// <summary>Multiplies dy by 1 - y², which makes it the gradient before the hyperbolic tangent.</summary>
    public static void BackThroughTanh(ReadOnlySpan<float> y, Span<float> dy)
    {
        for (int i = 0; i < y.Length; i++)
            dy[i] *= 1 - y[i] * y[i];
    }
}
