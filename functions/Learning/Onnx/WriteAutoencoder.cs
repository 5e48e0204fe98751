using FraudFunctions.Engine.Models;

namespace FraudFunctions.Learning.Onnx;

/// <summary>Writes an autoencoder as ONNX: the whole feature row in, one reconstruction error out.</summary>
/// <remarks>
/// Input "features" [n, width], output "error" [n, 1]. Choosing the columns, squashing them, missing values, the layers and the error are all nodes
/// of the graph. Quantiles have no place in it; percentiles and attributions read <see cref="Autoencoder.ToBytes"/>.
/// </remarks>
public static class WriteAutoencoder
{
    private const long OfFloat = 1;

    // Floats that the widest processors take at once.
    private const int Packet = 16;

    public static byte[] ToOnnx(Autoencoder model)
    {
        AutoencoderColumn[] columns = [.. model.Columns];
        float[] Each(Func<AutoencoderColumn, float> part) => Array.ConvertAll(columns, column => part(column));
        int[] shape = [1, columns.Length];
        OnnxGraph graph = new OnnxGraph("autoencoder")
            .Input("features", model.Width)
            .Integers("columns", [.. columns.Select(column => (long)column.Index)])
            .Integers("across", 1)
            // A sum begins with what stands before the next whole packet: with rows of whole packets it is the same for every row of a batch.
            .Integers("behind", 0, 0, 0, -columns.Length & (Packet - 1))
            .Weights("medians", shape, Each(column => column.Median))
            .Weights("scales", shape, Each(column => column.Scale))
            .Weights("spreads", shape, Each(column => column.Spread))
            .Weights("residuals", shape, Each(column => column.Residual))
            .Weights("one", [], [1])
            .Weights("lowest", [], [-AutoencoderColumn.Limit])
            .Weights("highest", [], [AutoencoderColumn.Limit])
            .Node("Gather", ["features", "columns"], "values", OnnxAttribute.Of("axis", 1))
            .Node("IsNaN", ["values"], "missing")
            .Node("Where", ["missing", "medians", "values"], "known")
            .Node("Cast", ["missing"], "absent", OnnxAttribute.Of("to", OfFloat))
            .Node("Sub", ["one", "absent"], "present");
        string last = Layers(model, Squash(graph));
        return graph
            .Node("Sub", ["z", last], "off")
            .Node("Div", ["off", "residuals"], "distance")
            .Node("Abs", ["distance"], "far")
            .Node("Mul", ["far", "present"], "counted")
            .Node("Pad", ["counted", "behind"], "aligned")
            .Node("ReduceSum", ["aligned", "across"], "sum", OnnxAttribute.Of("keepdims", 1))
            .Node("ReduceSum", ["present", "across"], "number", OnnxAttribute.Of("keepdims", 1))
            .Node("Max", ["number", "one"], "atLeastOne")
            .Node("Div", ["sum", "atLeastOne"], "error")
            .Output("error", 1)
            .Property(OnnxModel.SchemaHashProperty, model.SchemaHash)
            .Property(OnnxModel.ModelIdProperty, model.Id)
            .ToBytes();
    }

    /// <summary>Known values become "z" and, with what is present, the network's "input".</summary>
    private static OnnxGraph Squash(OnnxGraph graph) => graph
        .Node("Sub", ["known", "medians"], "centred")
        .Node("Div", ["centred", "scales"], "scaled")
        .Node("Sign", ["scaled"], "side")
        .Node("Abs", ["scaled"], "length")
        .Node("Add", ["length", "one"], "lengthAndOne")
        .Node("Log", ["lengthAndOne"], "logLength")
        .Node("Mul", ["side", "logLength"], "squashed")
        .Node("Div", ["squashed", "spreads"], "spread")
        .Node("Clip", ["spread", "lowest", "highest"], "z")
        .Node("Concat", ["z", "present"], "input", OnnxAttribute.Of("axis", 1));

    private static string Layers(Autoencoder model, OnnxGraph graph)
    {
        string from = "input";
        for (int i = 0; i < model.Layers.Count; i++)
        {
            AutoencoderLayer layer = model.Layers[i];
            graph.Weights($"weights{i}", [layer.Outputs, layer.Inputs], layer.Weights.Span)
                .Weights($"biases{i}", [layer.Outputs], layer.Biases.Span)
                .Node("Gemm", [from, $"weights{i}", $"biases{i}"], $"layer{i}", OnnxAttribute.Of("transB", 1));
            from = $"layer{i}";
            if (i == model.Layers.Count - 1)
                break;
            graph.Node("Tanh", [from], $"bent{i}");
            from = $"bent{i}";
        }
        return from;
    }
}
