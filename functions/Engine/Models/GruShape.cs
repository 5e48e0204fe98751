namespace FraudFunctions.Engine.Models;

/// <summary>How many of what a <see cref="GruNetwork"/> has, and where each matrix lies in its weights.</summary>
/// <remarks>Matrices are row-major, one row per number that comes in: what a number adds to all results lies together.</remarks>
public sealed record GruShape(int Inputs, int Units, int Hidden)
{
    /// <summary>The matrices in their order; gates are reset, update and candidate, side by side.</summary>
    public enum Block { InputsToGates, GateBias, MemoryToGates, CandidateBias, MemoryToHidden, InputsToHidden, HiddenBias, HiddenToOutputs, OutputBias }

    public const int Gates = 3, Outputs = 2;

    /// <summary>Values of each block.</summary>
    public int[] Sizes =>
    [
        Inputs * Gates * Units, Gates * Units, Units * Gates * Units, Units,
        Units * Hidden, Inputs * Hidden, Hidden, Hidden * Outputs, Outputs,
    ];

    public int Weights => Sizes.Sum();

    /// <summary>A block within all weights.</summary>
    public Range Of(Block block)
    {
        int from = Sizes.AsSpan(0, (int)block).ToArray().Sum();
        return from..(from + Sizes[(int)block]);
    }
}
