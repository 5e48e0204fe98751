using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Networks.Recurrent;
using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Tests.Engine.Models;

namespace FraudFunctions.Tests.Learning.Networks.Recurrent;

public sealed class GruTapeTests
{
    private const int Steps = 5, Lanes = 3, Units = 8;

    [Fact]
    public void The_gradients_are_those_the_loss_really_has()
    {
        GruNetwork network = SomeNetworks.Random(21, spread: .5f);
        float[] weights = network.Weights.ToArray(), gradients = new float[weights.Length];
        GruTape tape = new(network.Shape, Steps, Lanes);
        Draw(1, tape.Inputs);
        double Loss() => Play(tape, weights).Sum();

        Loss();
        Targets().Zip(tape.Margins.ToArray(), (target, margin) => margin - target).ToArray().CopyTo(tape.MarginsBack);
        tape.Backward(weights, gradients);
        Assert.InRange(GradientCheck.Worst(weights, gradients, Loss), 0, .01);
    }

    [Fact]
    public void A_window_plays_what_single_steps_would()
    {
        GruNetwork network = SomeNetworks.Random(22);
        GruTape tape = new(network.Shape, Steps, Lanes);
        float[] rows = SomeNetworks.Rows(7, Steps * Lanes, 9), memory = Start(), next = new float[Lanes * Units], fraud = new float[Lanes], month = new float[Lanes];
        for (int row = 0; row < Steps * Lanes; row++)
            for (int i = 0; i < network.Inputs.Count; i++)
                tape.Inputs[row * network.Inputs.Count + i] = network.Inputs[i].Of(rows[row * 9 + network.Inputs[i].Column]);
        float[] carried = Start();
        tape.Forward(network.Weights, Keeps(), carried);
        for (int step = 0; step < Steps; step++)
        {
            for (int lane = 0; lane < Lanes; lane++)
                if (Keeps()[step * Lanes + lane] == 0)
                    memory.AsSpan(lane * Units, Units).Clear();
            network.Step(rows.AsSpan(step * Lanes * 9, Lanes * 9), memory, next, fraud, month);
            next.CopyTo(memory, 0);
            for (int lane = 0; lane < Lanes; lane++)
            {
                Assert.Equal(fraud[lane], 1 / (1 + MathF.Exp(-tape.Margins[(step * Lanes + lane) * 2])), 1e-5f);
                Assert.Equal(month[lane], 1 / (1 + MathF.Exp(-tape.Margins[(step * Lanes + lane) * 2 + 1])), 1e-5f);
            }
        }
        for (int i = 0; i < memory.Length; i++)
            Assert.Equal(memory[i], carried[i], 1e-5f);
    }

    private static IEnumerable<double> Play(GruTape tape, float[] weights)
    {
        tape.Forward(weights, Keeps(), Start());
        return Targets().Zip(tape.Margins.ToArray(), (target, margin) => (margin - target) * (double)(margin - target) / 2);
    }

    private static float[] Start() => Draw(2, new float[Lanes * Units]);

    private static float[] Targets() => Draw(3, new float[Steps * Lanes * 2]);

    /// <summary>The second lane begins anew at the third step, the third at the first.</summary>
    private static float[] Keeps() => [1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1];

    private static float[] Draw(ulong seed, float[] values)
    {
        Chance chance = new(seed);
        foreach (ref float value in values.AsSpan())
            value = (float)chance.Between(-1.0, 1.0);
        return values;
    }
}
