using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Onnx;
using FraudFunctions.Learning.Trees;
using FraudFunctions.Tests.Engine.Models;

namespace FraudFunctions.Tests.Learning.Onnx;

public sealed class OnnxModelTests
{
    [Fact]
    public void ONNX_Runtime_scores_ten_thousand_rows_like_the_trainer()
    {
        var rows = SomeRows.Frauds(10_000, 12, seed: 51, missing: .15);
        var model = BoostTrees.Fit(rows, SomeTrees.Schema, new BoostingOptions { Trees = 100 }, cancel: TestContext.Current.CancellationToken).Model;
        using var onnx = OnnxModel.Load(WriteTrees.ToOnnx(model), 12, SomeTrees.Schema);
        AssertSame(model, onnx, rows.Features.Values.ToArray());
    }

    [Fact]
    public void Shapes_of_every_kind_with_missing_and_infinite_values_score_alike()
    {
        foreach (var depth in new[] { 1, 3, 6, 12 })
        {
            var model = SomeTrees.Random(depth, 7, trees: 20, depth);
            using var onnx = OnnxModel.Load(WriteTrees.ToOnnx(model), 7, SomeTrees.Schema);
            AssertSame(model, onnx, SomeTrees.RandomRows(depth, 7, 1000));
        }
    }

    [Fact]
    public void A_split_on_being_missing_survives()
    {
        var rows = SomeRows.Column([1, 9, 5, float.NaN, 4, float.NaN, 7, float.NaN], 0, 0, 0, 1, 0, 1, 0, 1);
        var model = Trees.BoostTreesTests.Fit(rows, new BoostingOptions { Trees = 3, MinChildWeight = 0 }).Model;
        using var onnx = OnnxModel.Load(WriteTrees.ToOnnx(model), 1, "s");
        AssertSame(model, onnx, [float.NaN, -1e30f, 0, 1e30f, float.NegativeInfinity, float.PositiveInfinity]);
    }

    [Fact]
    public void Batches_of_any_size_and_many_threads_agree()
    {
        var model = SomeTrees.Random(1, 5, trees: 30, depth: 5);
        using var onnx = OnnxModel.Load(WriteTrees.ToOnnx(model), 5, SomeTrees.Schema);
        var rows = SomeTrees.RandomRows(2, 5, 300);
        var alone = new float[300];
        onnx.Score(rows, alone);
        Parallel.For(1, 64, size =>
        {
            var some = new float[size];
            onnx.Score(rows.AsSpan(0, size * 5), some);
            for (var i = 0; i < size; i++)
                Assert.Equal(alone[i], some[i], 1e-6f);
        });
        onnx.Score([], []);
    }

    [Fact]
    public void A_single_decision_allocates_little()
    {
        using var onnx = OnnxModel.Load(WriteTrees.ToOnnx(SomeTrees.Random(1, 5, trees: 30, depth: 5)), 5, SomeTrees.Schema);
        var (row, score) = (new float[5], new float[1]);
        onnx.Score(row, score);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            onnx.Score(row, score);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 700);
    }

    [Fact]
    public void A_model_of_another_width_is_refused()
        => Assert.Equal("The model takes [-1, 5], not rows of 6 features.", Refusal(() => OnnxModel.Load(Five(), 6, SomeTrees.Schema)));

    [Fact]
    public void A_model_of_another_schema_is_refused()
        => Assert.Equal("The model was trained on the feature schema schema-1, not on schema-2.", Refusal(() => OnnxModel.Load(Five(), 5, "schema-2")));

    [Fact]
    public void Bytes_that_are_no_model_are_refused()
        => Assert.StartsWith("ONNX Runtime refuses the model:", Refusal(() => OnnxModel.Load([1, 2, 3, 4], 5, SomeTrees.Schema)));

    [Fact]
    public void A_model_that_returns_two_numbers_per_row_is_refused()
    {
        var two = new OnnxGraph("two").Input("x", 2).Node("Sigmoid", ["x"], "y").Output("y", 2).ToBytes();
        Assert.Equal("The model returns [-1, 2], not one number per row.", Refusal(() => OnnxModel.Load(two, 2, "s")));
    }

    [Fact]
    public void A_model_with_two_outputs_is_refused()
    {
        var two = new OnnxGraph("two").Input("x", 1).Node("Sigmoid", ["x"], "y").Node("Neg", ["x"], "z").Output("y", 1).Output("z", 1).ToBytes();
        Assert.Equal("The model has 1 inputs and 2 outputs, not one of each.", Refusal(() => OnnxModel.Load(two, 1, "s")));
    }

    [Fact]
    public void A_flat_output_is_as_good_as_a_column()
    {
        var flat = new OnnxGraph("flat").Input("x", 3).Integers("axis", 1)
            .Node("ReduceSum", ["x", "axis"], "sum", OnnxAttribute.Of("keepdims", 0)).Node("Sigmoid", ["sum"], "p").Output("p").ToBytes();
        using var onnx = OnnxModel.Load(flat, 3, "s");
        var scores = new float[2];
        onnx.Score([0, 0, 0, 1, 2, -3], scores);
        Assert.Equal([.5f, .5f], scores);
    }

    [Fact]
    public void Weights_of_a_network_are_written_as_they_are()
    {
        var network = new OnnxGraph("line").Input("x", 2).Weights("w", [2, 1], [2, -1]).Weights("b", [1], [.5f])
            .Node("Gemm", ["x", "w", "b"], "margin", OnnxAttribute.Of("alpha", 1f)).Node("Sigmoid", ["margin"], "p").Output("p", 1).ToBytes();
        using var onnx = OnnxModel.Load(network, 2, "s");
        var scores = new float[1];
        onnx.Score([1, 2.5f], scores);
        Assert.Equal(.5f, scores[0], 1e-6f);
    }

    [Fact]
    public void Equal_models_have_equal_files_and_the_id_is_the_file_s_hash()
    {
        Assert.Equal(Five(), Five());
        using var onnx = OnnxModel.Load(Five(), 5, SomeTrees.Schema);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Five())), onnx.Id);
        Assert.Equal((5, SomeTrees.Schema), (onnx.Width, onnx.SchemaHash));
    }

    private static byte[] Five() => WriteTrees.ToOnnx(SomeTrees.Random(1, 5, trees: 3, depth: 3));

    private static string Refusal(Func<OnnxModel> load) => Assert.Throws<InvalidDataException>(load).Message;

    private static void AssertSame(IModel ours, IModel theirs, float[] rows)
    {
        var (a, b) = (new float[rows.Length / ours.Width], new float[rows.Length / ours.Width]);
        ours.Score(rows, a);
        theirs.Score(rows, b);
        for (var i = 0; i < a.Length; i++)
            Assert.Equal(a[i], b[i], 1e-5f);
    }
}
