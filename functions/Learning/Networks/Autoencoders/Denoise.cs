using FraudFunctions.Learning.Simulation.Chances;

namespace FraudFunctions.Learning.Networks.Autoencoders;

/// <summary>Writes what the network sees of a row: some values hidden, the others a little off, and beside each whether it is there.</summary>
internal static class Denoise
{
    private const double Unit16 = 1.0 / 65_536;

    /// <param name="known">The row's values; NaN: not there.</param>
    /// <param name="input">Values, then 1 where one is shown.</param>
    /// <param name="options">How much is hidden and how far off the rest is.</param>
    /// <param name="key">The same key spoils the same values.</param>
    internal static void Spoil(ReadOnlySpan<float> known, Span<float> input, AutoencoderOptions options, ulong key)
    {
        Chance chance = new(key);
        for (int i = 0; i < known.Length; i++)
        {
            ulong bits = chance.Next();
            bool shown = !float.IsNaN(known[i]) && (bits & 0xFFFF) * Unit16 >= options.Masked;
            // Three uniform draws less their mean, doubled: near enough to a standard normal, and no logarithm.
            double noise = 2 * (((bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)) * Unit16 - 1.5);
            input[i] = shown ? known[i] + (float)(options.Noise * noise) : 0;
            input[known.Length + i] = shown ? 1 : 0;
        }
    }

    internal static void Show(ReadOnlySpan<float> known, Span<float> input)
    {
        for (int i = 0; i < known.Length; i++)
        {
            input[i] = float.IsNaN(known[i]) ? 0 : known[i];
            input[known.Length + i] = float.IsNaN(known[i]) ? 0 : 1;
        }
    }
}
