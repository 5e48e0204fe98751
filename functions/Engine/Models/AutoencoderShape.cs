using System.Numerics;

namespace FraudFunctions.Engine.Models;

/// <summary>Checks an autoencoder that comes from outside, and runs its layers.</summary>
internal static class AutoencoderShape
{
    internal static void Check(int width, AutoencoderColumn[] columns, AutoencoderLayer[] layers, float[] quantiles)
    {
        if (columns.Length == 0 || layers.Length == 0)
            throw new ArgumentException("An autoencoder reads columns and has layers.");
        foreach (AutoencoderColumn column in columns)
            if ((uint)column.Index >= (uint)width || !float.IsFinite(column.Median) || !(Positive(column.Scale) && Positive(column.Spread) && Positive(column.Residual)))
                throw new ArgumentException($"Column {column.Index} of {width} cannot be read with median {column.Median}, scale {column.Scale}, spread {column.Spread}, residual {column.Residual}.");
        int inputs = 2 * columns.Length;
        foreach (AutoencoderLayer layer in layers)
        {
            if (layer.Inputs != inputs || layer.Outputs < 1 || layer.Weights.Length != (long)layer.Inputs * layer.Outputs || layer.Biases.Length != layer.Outputs)
                throw new ArgumentException($"A layer of {layer.Inputs} inputs and {layer.Outputs} outputs does not follow one of {inputs} outputs.");
            foreach (float weight in layer.Weights.Span)
                if (!float.IsFinite(weight))
                    throw new ArgumentException("A weight is not a finite number.");
            inputs = layer.Outputs;
        }
        if (inputs != columns.Length)
            throw new ArgumentException($"The last layer gives {inputs} values for {columns.Length} columns.");
        if (quantiles.Length != ErrorQuantiles.Count)
            throw new ArgumentException($"There are {quantiles.Length} quantiles, not {ErrorQuantiles.Count}.");
        for (int i = 0; i < quantiles.Length; i++)
            if (!float.IsFinite(quantiles[i]) || quantiles[i] < (i == 0 ? 0 : quantiles[i - 1]))
                throw new ArgumentException($"Quantile {i} falls or is no error.");
    }

    /// <summary>The weights as inputs × outputs, so that neighbours in a vector are neighbouring outputs.</summary>
    internal static float[] Turned(AutoencoderLayer layer)
    {
        float[] turned = new float[layer.Weights.Length];
        for (int output = 0; output < layer.Outputs; output++)
            for (int input = 0; input < layer.Inputs; input++)
                turned[input * layer.Outputs + output] = layer.Weights.Span[output * layer.Inputs + input];
        return turned;
    }

    internal static void Forward(AutoencoderLayer layer, float[] turned, ReadOnlySpan<float> input, Span<float> output)
    {
        layer.Biases.Span.CopyTo(output);
        for (int i = 0; i < input.Length; i++)
        {
            ReadOnlySpan<float> weights = turned.AsSpan(i * output.Length, output.Length);
            Vector<float> factor = new(input[i]);
            int j = 0;
            for (; j <= output.Length - Vector<float>.Count; j += Vector<float>.Count)
                (new Vector<float>(output[j..]) + factor * new Vector<float>(weights[j..])).CopyTo(output[j..]);
            for (; j < output.Length; j++)
                output[j] += input[i] * weights[j];
        }
    }

    private static bool Positive(float value) => value > 0 && float.IsFinite(value);
}
