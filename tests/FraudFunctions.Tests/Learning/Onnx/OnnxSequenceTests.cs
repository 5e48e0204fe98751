using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Onnx;
using FraudFunctions.Tests.Engine.Models;

namespace FraudFunctions.Tests.Learning.Onnx;

public sealed class OnnxSequenceTests
{
    [Theory]
    [InlineData(8, 8), InlineData(32, 32), InlineData(5, 3)]
    public void ONNX_Runtime_steps_like_the_definition_through_long_stories_with_holes(int units, int hidden)
    {
        GruNetwork network = SomeNetworks.Random(11, units: units, hidden: hidden, spread: .4f);
        using OnnxSequence onnx = OnnxSequence.Load(WriteSequence.ToOnnx(network), 9, SomeNetworks.Schema);
        Assert.Equal(units, onnx.Units);
        const int Customers = 17;
        float[] plain = new float[Customers * units], served = new float[Customers * units], next = new float[Customers * units];
        float[] fraud = new float[Customers], month = new float[Customers], servedFraud = new float[Customers], servedMonth = new float[Customers];
        for (ulong step = 0; step < 120; step++)
        {
            float[] rows = SomeNetworks.Rows(100 + step, Customers, 9);
            network.Step(rows, plain, next, fraud, month);
            next.CopyTo(plain, 0);
            onnx.Step(rows, served, next, servedFraud, servedMonth);
            next.CopyTo(served, 0);
            for (int i = 0; i < next.Length; i++)
                Assert.Equal(plain[i], served[i], 2e-5f);
            for (int i = 0; i < Customers; i++)
            {
                Assert.Equal(fraud[i], servedFraud[i], 2e-5f);
                Assert.Equal(month[i], servedMonth[i], 2e-5f);
            }
        }
        Assert.Contains(fraud, probability => Math.Abs(probability - fraud[0]) > .01);
    }

    [Fact]
    public void A_step_of_whole_packets_allocates_little()
    {
        using OnnxSequence onnx = OnnxSequence.Load(WriteSequence.ToOnnx(SomeNetworks.Random(1)), 9, SomeNetworks.Schema);
        (float[] row, float[] memory, float[] next, float[] fraud, float[] month) = (new float[16 * 9], new float[16 * 8], new float[16 * 8], new float[16], new float[16]);
        onnx.Step(row, memory, next, fraud, month);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            onnx.Step(row, memory, next, fraud, month);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 1500);
        onnx.Step([], [], [], [], []);
    }

    [Fact]
    public void A_model_of_another_schema_or_width_or_kind_is_refused()
    {
        byte[] onnx = WriteSequence.ToOnnx(SomeNetworks.Random(1));
        Assert.Equal("The model was trained on the feature schema schema-1, not on schema-2.", Refusal(() => OnnxSequence.Load(onnx, 9, "schema-2")));
        Assert.Equal("The model's features are [-1, 9], not floats [n, 10].", Refusal(() => OnnxSequence.Load(onnx, 10, SomeNetworks.Schema)));
        byte[] trees = WriteTrees.ToOnnx(SomeTrees.Random(1, 5, trees: 3, depth: 2));
        Assert.Equal("The model takes features, not features, memory.", Refusal(() => OnnxSequence.Load(trees, 5, SomeTrees.Schema)));
        Assert.StartsWith("ONNX Runtime refuses the model:", Refusal(() => OnnxSequence.Load([1, 2, 3], 9, SomeNetworks.Schema)));
    }

    private static string Refusal(Action act) => Assert.Throws<InvalidDataException>(act).Message;
}
