using System.Buffers;
using System.Numerics.Tensors;

namespace FraudFunctions.Learning.Networks;

/// <summary>One layer, y = x·Wᵀ + b, and its gradients, over row-major floats: x is rows × inputs, W is outputs × inputs, y is rows × outputs.</summary>
/// <remarks>
/// Example: x = [1 2], W = [3 4; 5 6], b = [.5 0] give y = [11.5 17]. Of dy = [1 -1] dx = [-2 -2], dW = [1 2; -1 -2] and db = [1 -1].
/// Nothing here starts a thread: whoever has many rows cuts them into <see cref="Pieces"/>.
/// </remarks>
public static class Affine
{
    /// <summary>Writes y. An empty bias is none.</summary>
    public static void Forward(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int rows, int inputs, int outputs, Span<float> y)
    {
        if (bias.IsEmpty)
            y[..(rows * outputs)].Clear();
        else
            for (int row = 0; row < rows; row++)
                bias[..outputs].CopyTo(y[(row * outputs)..]);
        AddProduct(x, weights, rows, inputs, outputs, y);
    }

    /// <summary>y += x·Wᵀ.</summary>
    public static void AddProduct(ReadOnlySpan<float> x, ReadOnlySpan<float> weights, int rows, int inputs, int outputs, Span<float> y)
    {
        // Lanes of a vector are neighbouring outputs, so the weights are turned once: little against all the rows they serve.
        float[] turned = ArrayPool<float>.Shared.Rent(inputs * outputs);
        for (int output = 0; output < outputs; output++)
            for (int input = 0; input < inputs; input++)
                turned[input * outputs + output] = weights[output * inputs + input];
        MatrixProduct.Add(x, inputs, 1, turned, y, rows, inputs, outputs);
        ArrayPool<float>.Shared.Return(turned);
    }

    /// <summary>Adds dy·W to dx.</summary>
    public static void BackToInputs(ReadOnlySpan<float> dy, ReadOnlySpan<float> weights, int rows, int inputs, int outputs, Span<float> dx)
        => MatrixProduct.Add(dy, outputs, 1, weights, dx, rows, outputs, inputs);

    /// <summary>Adds dyᵀ·x to dW and the column sums of dy to db. An empty db is none.</summary>
    public static void BackToWeights(
        ReadOnlySpan<float> dy, ReadOnlySpan<float> x, int rows, int inputs, int outputs, Span<float> weightGradients, Span<float> biasGradients)
    {
        MatrixProduct.Add(dy, 1, outputs, x, weightGradients, outputs, rows, inputs);
        if (biasGradients.IsEmpty)
            return;
        Span<float> sums = biasGradients[..outputs];
        for (int row = 0; row < rows; row++)
            TensorPrimitives.Add(sums, dy.Slice(row * outputs, outputs), sums);
    }
}
