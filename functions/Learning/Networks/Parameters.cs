using FraudFunctions.Learning.Simulation.Chances;

namespace FraudFunctions.Learning.Networks;

/// <summary>All weights of a network in one array, block after block, so that an optimiser sees one vector and a layer its own part.</summary>
/// <remarks>Example: <c>new Parameters(96 * 17, 96)</c> has block 0 of 1632 weights and block 1 of 96; gradients are arrays of the same 1728.</remarks>
public sealed class Parameters
{
    private readonly int[] starts;

    public Parameters(params ReadOnlySpan<int> sizes)
    {
        starts = new int[sizes.Length + 1];
        for (int block = 0; block < sizes.Length; block++)
            starts[block + 1] = starts[block] + sizes[block];
        Values = new float[starts[^1]];
    }

    public float[] Values { get; }
    public int Count => Values.Length;

    public Span<float> this[int block] => Part(Values, block);

    /// <summary>A block of the gradients, or of anything else that is laid out like the values.</summary>
    public Span<float> Part(Span<float> alike, int block) => alike[starts[block]..starts[block + 1]];

    /// <summary>Uniform within ±√(6 / (inputs + outputs)), which keeps the spread from layer to layer (Glorot and Bengio 2010).</summary>
    public void Draw(int block, int inputs, int outputs, long seed) => Draw(block, MathF.Sqrt(6f / (inputs + outputs)), seed);

    /// <summary>Uniform within ±<paramref name="bound"/>; the same seed draws the same weights on every machine.</summary>
    public void Draw(int block, float bound, long seed)
    {
        Chance chance = Chance.Of(seed, Strand.Weight, block);
        foreach (ref float value in this[block])
            value = bound * (float)chance.Between(-1.0, 1.0);
    }
}
