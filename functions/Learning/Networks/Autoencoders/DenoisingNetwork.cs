using FraudFunctions.Engine.Models;

namespace FraudFunctions.Learning.Networks.Autoencoders;

/// <summary>The network while it learns: four layers with a hyperbolic tangent between them, its loss and the gradient of that.</summary>
/// <remarks>Loss = Σ (ẑ - z)² over the values that are there. What the network sees of them is up to the caller.</remarks>
internal sealed class DenoisingNetwork
{
    private readonly int[] widths;

    internal DenoisingNetwork(int columns, AutoencoderOptions options)
    {
        widths = [2 * columns, options.Hidden, options.Middle, options.Hidden, columns];
        Weights = new Parameters([.. Enumerable.Range(0, Layers).SelectMany(layer => new[] { widths[layer] * widths[layer + 1], widths[layer + 1] })]);
        for (int layer = 0; layer < Layers; layer++)
            Weights.Draw(2 * layer, widths[layer], widths[layer + 1], options.Seed);
    }

    internal Parameters Weights { get; }
    internal int Columns => widths[^1];
    private int Layers => widths.Length - 1;

    /// <summary>Room for the layers' values of so many rows; a piece of work has its own.</summary>
    internal sealed class Room(DenoisingNetwork network, int rows)
    {
        internal readonly float[][] Values = Array.ConvertAll(network.widths, width => new float[rows * width]);
        internal readonly float[][] Slopes = Array.ConvertAll(network.widths, width => new float[rows * width]);

        /// <summary>What the network sees: rows × twice the columns.</summary>
        internal Span<float> Input => Values[0];

        /// <summary>What it says: rows × columns.</summary>
        internal ReadOnlySpan<float> Output => Values[^1];
    }

    internal void Forward(Room room, int rows)
    {
        for (int layer = 0; layer < Layers; layer++)
        {
            Span<float> output = room.Values[layer + 1].AsSpan(0, rows * widths[layer + 1]);
            Affine.Forward(room.Values[layer], Weights[2 * layer], Weights[2 * layer + 1], rows, widths[layer], widths[layer + 1], output);
            if (layer + 1 < Layers)
                Activations.Tanh(output);
        }
    }

    /// <summary>The loss of rows whose values are known (NaN: not there), after <see cref="Forward"/>; adds the gradient times <paramref name="weight"/>.</summary>
    internal double Loss(Room room, ReadOnlySpan<float> known, int rows, float weight, Span<float> gradients)
    {
        Span<float> slopes = room.Slopes[^1].AsSpan(0, rows * Columns);
        double loss = 0;
        for (int i = 0; i < slopes.Length; i++)
        {
            float off = float.IsNaN(known[i]) ? 0 : room.Output[i] - known[i];
            loss += (double)off * off;
            slopes[i] = 2 * weight * off;
        }
        if (gradients.IsEmpty)
            return loss;
        for (int layer = Layers - 1; layer >= 0; layer--)
        {
            (int inputs, int outputs) = (widths[layer], widths[layer + 1]);
            ReadOnlySpan<float> above = room.Slopes[layer + 1].AsSpan(0, rows * outputs);
            Affine.BackToWeights(above, room.Values[layer], rows, inputs, outputs, Weights.Part(gradients, 2 * layer), Weights.Part(gradients, 2 * layer + 1));
            if (layer == 0)
                break;
            Span<float> below = room.Slopes[layer].AsSpan(0, rows * inputs);
            below.Clear();
            Affine.BackToInputs(above, Weights[2 * layer], rows, inputs, outputs, below);
            Activations.BackThroughTanh(room.Values[layer].AsSpan(0, rows * inputs), below);
        }
        return loss;
    }

    internal AutoencoderLayer[] ToLayers()
        => [.. Enumerable.Range(0, Layers).Select(layer => new AutoencoderLayer(widths[layer], widths[layer + 1], Weights[2 * layer].ToArray(), Weights[2 * layer + 1].ToArray()))];
}
