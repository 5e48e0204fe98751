using FraudFunctions.Learning.Onnx.Wire;
using Google.Protobuf;

namespace FraudFunctions.Learning.Onnx;

/// <summary>One named setting of an ONNX node.</summary>
public sealed class OnnxAttribute
{
    // AttributeProto.AttributeType.
    private const int Float = 1, Int = 2, String = 3, FloatList = 6, IntList = 7, StringList = 8;

    private OnnxAttribute(AttributeProto wire) => Wire = wire;

    internal AttributeProto Wire { get; }

    public static OnnxAttribute Of(string name, float value) => new(new AttributeProto { Name = name, Type = Float, F = value });

    public static OnnxAttribute Of(string name, long value) => new(new AttributeProto { Name = name, Type = Int, I = value });

    public static OnnxAttribute Of(string name, string value)
        => new(new AttributeProto { Name = name, Type = String, S = ByteString.CopyFromUtf8(value) });

    public static OnnxAttribute Of(string name, IEnumerable<float> values)
    {
        var wire = new AttributeProto { Name = name, Type = FloatList };
        wire.Floats.AddRange(values);
        return new OnnxAttribute(wire);
    }

    public static OnnxAttribute Of(string name, IEnumerable<long> values)
    {
        var wire = new AttributeProto { Name = name, Type = IntList };
        wire.Ints.AddRange(values);
        return new OnnxAttribute(wire);
    }

    public static OnnxAttribute Of(string name, IEnumerable<string> values)
    {
        var wire = new AttributeProto { Name = name, Type = StringList };
        wire.Strings.AddRange(values.Select(ByteString.CopyFromUtf8));
        return new OnnxAttribute(wire);
    }
}
