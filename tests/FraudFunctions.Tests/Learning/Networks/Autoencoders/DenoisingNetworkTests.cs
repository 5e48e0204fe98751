using FraudFunctions.Learning.Networks.Autoencoders;

namespace FraudFunctions.Tests.Learning.Networks.Autoencoders;

public sealed class DenoisingNetworkTests
{
    [Fact]
    public void The_gradient_is_the_slope_of_the_loss()
    {
        const int rows = 5, columns = 6;
        DenoisingNetwork network = new(columns, new AutoencoderOptions { Hidden = 7, Middle = 3 });
        DenoisingNetwork.Room room = new(network, rows);
        Random random = new(4);
        float[] known = [.. Enumerable.Range(0, rows * columns).Select(i => i % 7 == 3 ? float.NaN : (float)(2 * random.NextDouble() - 1))];
        for (int row = 0; row < rows; row++)
            Denoise.Spoil(known.AsSpan(row * columns, columns), room.Input.Slice(row * 2 * columns, 2 * columns), new AutoencoderOptions(), (ulong)row);
        float[] gradients = new float[network.Weights.Count];
        double Loss()
        {
            network.Forward(room, rows);
            return network.Loss(room, known, rows, 1, []);
        }
        network.Forward(room, rows);
        network.Loss(room, known, rows, 1, gradients);
        Assert.True(GradientCheck.Worst(network.Weights.Values, gradients, Loss) < .01);
        Assert.Contains(gradients, gradient => Math.Abs(gradient) > .1);
    }

    [Fact]
    public void As_much_is_hidden_and_as_far_off_as_asked_for()
    {
        AutoencoderOptions options = new() { Masked = .3, Noise = .5 };
        float[] known = new float[60_000], input = new float[120_000];
        known[7] = float.NaN;
        Denoise.Spoil(known, input, options, 1);
        float[] shown = [.. Enumerable.Range(0, known.Length).Where(i => input[known.Length + i] == 1).Select(i => input[i])];
        Assert.Equal(.7, shown.Length / (double)known.Length, .01);
        Assert.Equal(0, shown.Average(), .01);
        Assert.Equal(.5, Math.Sqrt(shown.Average(value => value * value)), .01);
        Assert.Equal((0, 0), (input[7], input[known.Length + 7]));
    }
}
