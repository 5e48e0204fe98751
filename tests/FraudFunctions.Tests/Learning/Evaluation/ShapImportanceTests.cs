using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Trees;
using FraudFunctions.Tests.Engine.Models;

namespace FraudFunctions.Tests.Learning.Evaluation;

public sealed class ShapImportanceTests
{
    [Fact]
    public void It_is_the_mean_distance_a_feature_moves_the_margin()
    {
        // Bias -.5: the row at 300 is moved by +4.5, the three at 100 by -.5 each.
        var model = new TreeEnsemble(SomeTrees.Schema, 2, 0, [[
            TreeNode.Split(0, 220, 1, 2, false, 100), TreeNode.Leaf(-1, 90), TreeNode.Leaf(4, 10)]]);
        Assert.Equal([1.5, 0], ShapImportance.Of(model, new Matrix(4, 2, new float[] { 300, 1, 100, 2, 100, 3, 100, 4 })), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([4.5, 0], ShapImportance.Of(model, new Matrix(4, 2, new float[] { 300, 1, 100, 2, 100, 3, 100, 4 }), mostRows: 1), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([0, 0], ShapImportance.Of(model, new Matrix(0, 2, default)));
    }
}
