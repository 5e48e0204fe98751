using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Simulation.Chances;

namespace FraudFunctions.Tests.Engine.Models;

/// <summary>Networks with weights drawn from a seed, and rows with holes for them.</summary>
internal static class SomeNetworks
{
    internal const string Schema = "schema-1";

    internal static GruNetwork Random(ulong seed, int width = 9, int units = 8, int hidden = 8, float spread = .6f)
    {
        SequenceInput[] inputs =
        [
            new(0, .2f, .5f, false, 0), SequenceInput.WhetherMissing(0), new(width - 1, -1, 2, false, .25f), new(3, 0, 1, true, 0), new(3, 1, 1, true, 0), new(5, 0, .1f, false, 0),
        ];
        float[] weights = new float[new GruShape(inputs.Length, units, hidden).Weights];
        Chance chance = new(seed);
        foreach (ref float weight in weights.AsSpan())
            weight = spread * (float)chance.Normal();
        return new GruNetwork(Schema, width, units, hidden, inputs, weights);
    }

    internal static float[] Rows(ulong seed, int rows, int width)
    {
        Chance chance = new(seed);
        float[] values = new float[rows * width];
        foreach (ref float value in values.AsSpan())
            value = chance.Below(12) switch { 0 or 1 => float.NaN, 2 => 1, 3 => 0, 4 => 1e30f, 5 => chance.Hits(.5) ? float.PositiveInfinity : float.NegativeInfinity, _ => (float)chance.Normal() };
        return values;
    }
}
