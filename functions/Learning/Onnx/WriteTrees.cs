using FraudFunctions.Engine.Models;

namespace FraudFunctions.Learning.Onnx;

/// <summary>Writes a tree ensemble as ONNX: TreeEnsembleRegressor for the margin, Sigmoid or (in a forest) Clip for the probability, one column out.</summary>
/// <remarks>
/// Input "features" [n, width], output "probability" [n, 1]. A split is BRANCH_LT with its learned side for missing values.
/// Covers have no place in ONNX; explanations read <see cref="TreeEnsemble.ToBytes"/> instead.
/// </remarks>
public static class WriteTrees
{
    public static byte[] ToOnnx(TreeEnsemble model)
    {
        var graph = new OnnxGraph("trees")
            .Input("features", model.Width)
            .Node("TreeEnsembleRegressor", ["features"], "margin", Attributes(model));
        graph = model.Link switch
        {
            Link.Logistic => graph.Node("Sigmoid", ["margin"], "probability"),
            Link.Identity => graph.Weights("zero", [], [0]).Weights("one", [], [1]).Node("Clip", ["margin", "zero", "one"], "probability")
        };
        return graph
            .Output("probability", 1)
            .Property(OnnxModel.SchemaHashProperty, model.SchemaHash)
            .Property(OnnxModel.ModelIdProperty, model.Id)
            .ToBytes();
    }

    private static List<OnnxAttribute> Attributes(TreeEnsemble model)
    {
        var nodes = model.Nodes.ToArray();
        var (treeOf, indexIn) = Places(model);
        var leaves = Enumerable.Range(0, nodes.Length).Where(i => nodes[i].IsLeaf).ToArray();
        long ChildOrZero(int child) => child < 0 ? 0 : indexIn[child];
        return
        [
            OnnxAttribute.Of("n_targets", 1),
            OnnxAttribute.Of("aggregate_function", "SUM"),
            OnnxAttribute.Of("post_transform", "NONE"),
            OnnxAttribute.Of("base_values", [model.PriorMargin]),
            OnnxAttribute.Of("nodes_treeids", treeOf),
            OnnxAttribute.Of("nodes_nodeids", indexIn),
            OnnxAttribute.Of("nodes_featureids", nodes.Select(node => (long)Math.Max(node.Feature, 0))),
            OnnxAttribute.Of("nodes_modes", nodes.Select(node => node.IsLeaf ? "LEAF" : "BRANCH_LT")),
            OnnxAttribute.Of("nodes_values", nodes.Select(node => node.Threshold)),
            OnnxAttribute.Of("nodes_truenodeids", nodes.Select(node => ChildOrZero(node.Left))),
            OnnxAttribute.Of("nodes_falsenodeids", nodes.Select(node => ChildOrZero(node.Right))),
            OnnxAttribute.Of("nodes_missing_value_tracks_true", nodes.Select(node => node.MissingGoesLeft ? 1L : 0L)),
            OnnxAttribute.Of("target_treeids", leaves.Select(leaf => treeOf[leaf])),
            OnnxAttribute.Of("target_nodeids", leaves.Select(leaf => indexIn[leaf])),
            OnnxAttribute.Of("target_ids", leaves.Select(_ => 0L)),
            OnnxAttribute.Of("target_weights", leaves.Select(leaf => nodes[leaf].Value))
        ];
    }

    /// <summary>ONNX numbers the nodes of each tree from 0.</summary>
    private static (long[] TreeOf, long[] IndexIn) Places(TreeEnsemble model)
    {
        var (treeOf, indexIn) = (new long[model.Nodes.Length], new long[model.Nodes.Length]);
        for (var tree = 0; tree < model.Roots.Length; tree++)
        {
            var end = tree + 1 < model.Roots.Length ? model.Roots[tree + 1] : model.Nodes.Length;
            for (var node = model.Roots[tree]; node < end; node++)
                (treeOf[node], indexIn[node]) = (tree, node - model.Roots[tree]);
        }
        return (treeOf, indexIn);
    }
}
