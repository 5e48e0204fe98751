using FraudFunctions.Engine.Models;
using static FraudFunctions.Engine.Models.GruShape;

namespace FraudFunctions.Tests.Engine.Models;

public sealed class GruNetworkTests
{
    [Theory]
    [InlineData(50, false, 0), InlineData(70, false, .8814), InlineData(1e6f, false, 4), InlineData(-1e6f, false, -4), InlineData(float.PositiveInfinity, false, 4)]
    [InlineData(50, true, 1), InlineData(60, true, .5), InlineData(90, true, 0), InlineData(float.NegativeInfinity, true, 0)]
    [InlineData(float.NaN, false, .125), InlineData(float.NaN, true, .125)]
    public void An_input_is_a_level_or_a_hat_and_knows_what_missing_means(float value, bool hat, double expected)
        => Assert.Equal(expected, new SequenceInput(0, 50, 20, hat, .125f).Of(value), 1e-4);

    [Fact]
    public void Whether_a_value_is_missing_is_an_input_of_its_own()
        => Assert.Equal([1f, 0, 0, 0], new[] { float.NaN, 0, -1e30f, 1e30f }.Select(SequenceInput.WhetherMissing(0).Of));

    [Fact]
    public void A_step_is_what_the_formulas_say()
    {
        GruNetwork network = SomeNetworks.Random(3);
        float[] row = SomeNetworks.Rows(4, 1, 9), memory = [.. Enumerable.Range(0, 8).Select(unit => (unit - 4) / 5f)], next = new float[8], fraud = new float[1], month = new float[1];
        network.Step(row, memory, next, fraud, month);

        double[] x = [.. network.Inputs.Select(input => (double)input.Of(row[input.Column]))], h = [.. memory.Select(value => (double)value)];
        double[] own = Sum(x, network[Block.InputsToGates], network[Block.GateBias]), kept = Sum(h, network[Block.MemoryToGates], new float[24]);
        double[] after = [.. Enumerable.Range(0, 8).Select(unit =>
        {
            double reset = Sigmoid(own[unit] + kept[unit]), update = Sigmoid(own[8 + unit] + kept[8 + unit]);
            double candidate = Math.Tanh(own[16 + unit] + reset * (kept[16 + unit] + network[Block.CandidateBias][unit]));
            return (1 - update) * candidate + update * h[unit];
        })];
        double[] hidden = [.. Sum(x, network[Block.InputsToHidden], network[Block.HiddenBias]).Zip(Sum(after, network[Block.MemoryToHidden], new float[8]), (a, b) => Math.Tanh(a + b))];
        double[] margins = Sum(hidden, network[Block.HiddenToOutputs], network[Block.OutputBias]);
        for (int unit = 0; unit < 8; unit++)
            Assert.Equal(after[unit], next[unit], 1e-5);
        Assert.Equal(Sigmoid(margins[0]), fraud[0], 1e-5);
        Assert.Equal(Sigmoid(margins[1]), month[0], 1e-5);
    }

    [Fact]
    public void A_customer_steps_alone_as_in_company()
    {
        GruNetwork network = SomeNetworks.Random(3, units: 12);
        float[] rows = SomeNetworks.Rows(5, 20, 9), memory = [.. Enumerable.Range(0, 20 * 12).Select(i => MathF.Sin(i))];
        float[] next = new float[memory.Length], fraud = new float[20], month = new float[20], alone = new float[12], one = new float[1], other = new float[1];
        network.Step(rows, memory, next, fraud, month);
        for (int row = 0; row < 20; row++)
        {
            network.Step(rows.AsSpan(row * 9, 9), memory.AsSpan(row * 12, 12), alone, one, other);
            Assert.Equal(next[(row * 12)..(row * 12 + 12)], alone);
            Assert.Equal((fraud[row], month[row]), (one[0], other[0]));
        }
    }

    [Fact]
    public void What_was_written_is_read_and_nothing_else()
    {
        GruNetwork network = SomeNetworks.Random(3);
        byte[] bytes = network.ToBytes();
        GruNetwork again = GruNetwork.FromBytes(bytes);
        Assert.Equal((network.Id, network.Width, network.Units, network.SchemaHash), (again.Id, again.Width, again.Units, again.SchemaHash));
        Assert.Equal(bytes, again.ToBytes());
        Assert.NotEqual(network.Id, SomeNetworks.Random(4).Id);
        for (int at = 0; at < bytes.Length; at += 7)
        {
            byte[] altered = [.. bytes];
            altered[at] ^= 1;
            Assert.Throws<InvalidDataException>(() => GruNetwork.FromBytes(altered));
        }
        Assert.Throws<InvalidDataException>(() => GruNetwork.FromBytes(bytes.AsSpan(0, bytes.Length - 1)));
        Assert.Throws<InvalidDataException>(() => GruNetwork.FromBytes("FFT1"u8));
    }

    [Fact]
    public void Numbers_that_do_not_belong_together_are_refused()
    {
        GruNetwork network = SomeNetworks.Random(3);
        Assert.Throws<ArgumentException>(() => network.Step(new float[9], new float[7], new float[7], new float[1], new float[1]));
        Assert.Throws<ArgumentException>(() => network.Step(new float[9], new float[8], new float[8], new float[1], new float[2]));
        Assert.Throws<ArgumentException>(() => network.Step(new float[10], new float[8], new float[8], new float[1], new float[1]));
        Assert.Throws<ArgumentException>(() => new GruNetwork("s", 9, 8, 8, network.Inputs, new float[5]));
        Assert.Throws<ArgumentException>(() => new GruNetwork("s", 4, 8, 8, network.Inputs, network.Weights));
    }

    private static double[] Sum(double[] values, ReadOnlySpan<float> matrix, ReadOnlySpan<float> bias)
    {
        double[] sums = [.. bias.ToArray().Select(value => (double)value)];
        for (int i = 0; i < values.Length; i++)
            for (int result = 0; result < sums.Length; result++)
                sums[result] += values[i] * matrix[i * sums.Length + result];
        return sums;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
