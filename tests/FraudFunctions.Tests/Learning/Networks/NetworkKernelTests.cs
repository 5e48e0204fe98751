using FraudFunctions.Learning.Networks;
using FraudFunctions.Learning.Simulation.Chances;

namespace FraudFunctions.Tests.Learning.Networks;

public sealed class NetworkKernelTests
{
    [Theory]
    [InlineData(1, 1, 1), InlineData(3, 2, 5), InlineData(4, 17, 16), InlineData(9, 5, 33), InlineData(13, 32, 96), InlineData(8, 100, 7)]
    public void A_layer_and_its_gradients_are_those_of_the_plain_loops(int rows, int inputs, int outputs)
    {
        float[] x = Draw(rows * inputs, 1), weights = Draw(outputs * inputs, 2), bias = Draw(outputs, 3), dy = Draw(rows * outputs, 4);
        float[] y = new float[rows * outputs], dx = new float[rows * inputs], dWeights = new float[weights.Length], dBias = new float[outputs];

        Affine.Forward(x, weights, bias, rows, inputs, outputs, y);
        Affine.BackToInputs(dy, weights, rows, inputs, outputs, dx);
        Affine.BackToWeights(dy, x, rows, inputs, outputs, dWeights, dBias);

        double[] plainY = new double[y.Length], plainDx = new double[dx.Length], plainDw = new double[dWeights.Length], plainDb = new double[outputs];
        for (int row = 0; row < rows; row++)
            for (int output = 0; output < outputs; output++)
            {
                plainY[row * outputs + output] = bias[output];
                plainDb[output] += dy[row * outputs + output];
                for (int input = 0; input < inputs; input++)
                {
                    plainY[row * outputs + output] += (double)x[row * inputs + input] * weights[output * inputs + input];
                    plainDx[row * inputs + input] += (double)dy[row * outputs + output] * weights[output * inputs + input];
                    plainDw[output * inputs + input] += (double)dy[row * outputs + output] * x[row * inputs + input];
                }
            }
        AssertClose(plainY, y);
        AssertClose(plainDx, dx);
        AssertClose(plainDw, dWeights);
        AssertClose(plainDb, dBias);
    }

    [Fact]
    public void The_example_of_the_summary_holds()
    {
        float[] y = new float[2], dx = new float[2], dWeights = new float[4], dBias = new float[2];
        Affine.Forward([1, 2], [3, 4, 5, 6], [.5f, 0], 1, 2, 2, y);
        Affine.BackToInputs([1, -1], [3, 4, 5, 6], 1, 2, 2, dx);
        Affine.BackToWeights([1, -1], [1, 2], 1, 2, 2, dWeights, dBias);
        Assert.Equal([11.5f, 17], y);
        Assert.Equal([-2, -2], dx);
        Assert.Equal([1, 2, -1, -2], dWeights);
        Assert.Equal([1, -1], dBias);
    }

    [Fact]
    public void A_row_has_the_same_bits_whatever_rows_are_computed_with_it()
    {
        float[] x = Draw(11 * 19, 1), weights = Draw(37 * 19, 2), all = new float[11 * 37], one = new float[37];
        Affine.Forward(x, weights, [], 11, 19, 37, all);
        for (int row = 0; row < 11; row++)
        {
            Affine.Forward(x.AsSpan(row * 19, 19), weights, [], 1, 19, 37, one);
            Assert.Equal(all[(row * 37)..((row + 1) * 37)], one);
        }
    }

    [Fact]
    public void Spans_that_are_too_short_are_refused()
        => Assert.Throws<ArgumentException>(() => Affine.BackToInputs(new float[5], new float[6], 2, 2, 3, new float[4]));

    [Fact]
    public void A_small_network_learns_with_the_gradients_the_loss_really_has()
    {
        float[] x = Draw(7 * 5, 1), target = [.. Draw(7 * 3, 2).Select(Math.Abs)];
        Parameters parameters = new(4 * 5, 4, 3 * 4, 3);
        for (int block = 0; block < 4; block++)
            parameters.Draw(block, .7f, seed: 5);
        float[] gradients = new float[parameters.Count];
        double before = Loss(parameters, x, target, gradients);

        Assert.InRange(GradientCheck.Worst(parameters.Values, gradients, () => Loss(parameters, x, target, new float[parameters.Count])), 0, .01);

        Adam adam = new(parameters.Count, new() { Rate = .03f, LongestGradient = 5 });
        for (int step = 0; step < 300; step++)
        {
            Loss(parameters, x, target, gradients);
            adam.Step(parameters.Values, gradients);
        }
        Assert.True(Loss(parameters, x, target, gradients) < before / 5);
    }

    [Fact]
    public void The_first_step_moves_every_weight_by_the_rate_against_its_gradient()
    {
        float[] values = [1, 1, 1];
        new Adam(3, new() { Rate = .1f }).Step(values, [300, -.001f, 0]);
        Assert.Equal(.9f, values[0], 1e-4f);
        Assert.Equal(1.1f, values[1], 1e-2f);
        Assert.Equal(1, values[2]);
    }

    [Fact]
    public void A_long_gradient_is_cut_and_a_short_one_left()
    {
        float[] gradient = [3, 4];
        Adam.Cut(gradient, 10);
        Assert.Equal([3, 4], gradient);
        Adam.Cut(gradient, 1);
        Assert.Equal(.6f, gradient[0], 1e-6f);
        Assert.Equal(.8f, gradient[1], 1e-6f);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit_of_a_gradient()
    {
        float[] x = Draw(103 * 6, 1), dy = Draw(103 * 5, 2);
        float[] Sum(int threads)
        {
            float[] total = new float[30];
            double loss = new Pieces(8, 30, threads).Run(103, (_, from, to, gradients) =>
            {
                Affine.BackToWeights(dy.AsSpan(from * 5, (to - from) * 5), x.AsSpan(from * 6, (to - from) * 6), to - from, 6, 5, gradients, []);
                return to - from;
            }, total);
            Assert.Equal(103, loss);
            return total;
        }
        Assert.Equal(Sum(1), Sum(4));
    }

    private static double Loss(Parameters parameters, float[] x, float[] target, float[] gradients)
    {
        float[] hidden = new float[7 * 4], y = new float[7 * 3], dy = new float[7 * 3], dHidden = new float[7 * 4];
        Affine.Forward(x, parameters[0], parameters[1], 7, 5, 4, hidden);
        Activations.Tanh(hidden);
        Affine.Forward(hidden, parameters[2], parameters[3], 7, 4, 3, y);
        Activations.Sigmoid(y);
        double loss = 0;
        for (int i = 0; i < y.Length; i++)
        {
            dy[i] = y[i] - target[i];
            loss += dy[i] * (double)dy[i] / 2;
        }
        Array.Clear(gradients);
        Activations.BackThroughSigmoid(y, dy);
        Affine.BackToWeights(dy, hidden, 7, 4, 3, parameters.Part(gradients, 2), parameters.Part(gradients, 3));
        Affine.BackToInputs(dy, parameters[2], 7, 4, 3, dHidden);
        Activations.BackThroughTanh(hidden, dHidden);
        Affine.BackToWeights(dHidden, x, 7, 5, 4, parameters.Part(gradients, 0), parameters.Part(gradients, 1));
        return loss;
    }

    private static float[] Draw(int count, long seed)
    {
        Chance chance = new((ulong)seed);
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan())
            value = (float)chance.Between(-1.0, 1.0);
        return values;
    }

    private static void AssertClose(double[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-5);
    }
}
