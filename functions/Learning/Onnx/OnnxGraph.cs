using System.Runtime.InteropServices;
using FraudFunctions.Learning.Onnx.Wire;
using Google.Protobuf;

namespace FraudFunctions.Learning.Onnx;

/// <summary>Builds an ONNX model node by node and gives its bytes. The first dimension of inputs and outputs is the batch, of any size.</summary>
/// <remarks>
/// Example: <c>new OnnxGraph("double").Input("x", 3).Weights("two", [1], [2f]).Node("Mul", ["x", "two"], "y").Output("y", 3).ToBytes()</c>
/// takes [n, 3] and returns it doubled.
/// </remarks>
public sealed class OnnxGraph
{
    /// <summary>The domain of tree ensembles and other operators that are no tensor arithmetic.</summary>
    public const string MachineLearning = "ai.onnx.ml";

    // IR 8 with operators 17 and ml 3: what every runtime since 2022 reads, and all that trees and small networks need.
    private const int IrVersion = 8, OperatorSet = 17, MachineLearningSet = 3;
    private const int FloatType = 1, Int64Type = 7;
    private const string Batch = "n";

    private readonly ModelProto model = new() { IrVersion = IrVersion, ProducerName = "FraudFunctions", Graph = new GraphProto() };

    public OnnxGraph(string name)
    {
        model.Graph.Name = name;
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OperatorSet });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = MachineLearning, Version = MachineLearningSet });
    }

    /// <summary>A float input of shape [n, …].</summary>
    public OnnxGraph Input(string name, params ReadOnlySpan<int> shape)
    {
        model.Graph.Input.Add(Value(name, shape));
        return this;
    }

    /// <summary>A float output of shape [n, …].</summary>
    public OnnxGraph Output(string name, params ReadOnlySpan<int> shape)
    {
        model.Graph.Output.Add(Value(name, shape));
        return this;
    }

    /// <summary>A constant float tensor, row-major.</summary>
    public OnnxGraph Weights(string name, ReadOnlySpan<int> shape, ReadOnlySpan<float> values)
        => Constant(name, shape, FloatType, MemoryMarshal.AsBytes(values));

    /// <summary>A constant tensor of whole numbers: shapes, axes and indices.</summary>
    public OnnxGraph Integers(string name, params ReadOnlySpan<long> values)
        => Constant(name, [values.Length], Int64Type, MemoryMarshal.AsBytes(values));

    public OnnxGraph Node(string operation, IEnumerable<string> inputs, string output, params IEnumerable<OnnxAttribute> attributes)
        => Node(operation, inputs, [output], attributes);

    public OnnxGraph Node(string operation, IEnumerable<string> inputs, IEnumerable<string> outputs, params IEnumerable<OnnxAttribute> attributes)
    {
        var ofTrees = operation.StartsWith("TreeEnsemble", StringComparison.Ordinal);
        var node = new NodeProto { OpType = operation, Domain = ofTrees ? MachineLearning : "", Name = $"{operation}{model.Graph.Node.Count}" };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes.Select(attribute => attribute.Wire));
        model.Graph.Node.Add(node);
        return this;
    }

    /// <summary>A property any reader of the file can see, such as the schema hash.</summary>
    public OnnxGraph Property(string key, string value)
    {
        model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return this;
    }

    public byte[] ToBytes() => model.ToByteArray();

    private OnnxGraph Constant(string name, ReadOnlySpan<int> shape, int type, ReadOnlySpan<byte> bytes)
    {
        var tensor = new TensorProto { Name = name, DataType = type, RawData = ByteString.CopyFrom(bytes) };
        foreach (var length in shape)
            tensor.Dims.Add(length);
        model.Graph.Initializer.Add(tensor);
        return this;
    }

    private static ValueInfoProto Value(string name, ReadOnlySpan<int> shape)
    {
        var dimensions = new TensorShapeProto();
        dimensions.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = Batch });
        foreach (var length in shape)
            dimensions.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = length });
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = FloatType, Shape = dimensions } }
        };
    }
}
