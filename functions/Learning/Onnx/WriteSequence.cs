using FraudFunctions.Engine.Models;
using static FraudFunctions.Engine.Models.GruShape;

namespace FraudFunctions.Learning.Onnx;

/// <summary>Writes a recurrent network as ONNX, from plain operators rather than the GRU operator, so that every line has its like in <see cref="GruNetwork"/>.</summary>
public static class WriteSequence
{
    public static byte[] ToOnnx(GruNetwork network)
    {
        OnnxGraph graph = new OnnxGraph("sequence").Input("features", network.Width).Input("memory", network.Units);
        AddInputs(graph, network);
        AddGates(graph, network);
        AddOutputs(graph, network);
        return graph
            .Output("next", network.Units).Output("fraud", 1).Output("month", 1)
            .Property(OnnxModel.SchemaHashProperty, network.SchemaHash)
            .Property(OnnxModel.ModelIdProperty, network.Id)
            .ToBytes();
    }

    /// <summary><see cref="SequenceInput.Of"/> for all inputs at once: both shapes are computed, the mask chooses.</summary>
    private static void AddInputs(OnnxGraph graph, GruNetwork network)
    {
        int count = network.Inputs.Count;
        graph
            .Integers("columns", [.. network.Inputs.Select(input => (long)input.Column)])
            .Weights("centres", [count], [.. network.Inputs.Select(input => input.Centre)])
            .Weights("scales", [count], [.. network.Inputs.Select(input => input.Scale)])
            .Weights("missing", [count], [.. network.Inputs.Select(input => input.Missing)])
            .Weights("hats", [count], [.. network.Inputs.Select(input => input.Hat ? 1f : 0f)])
            .Weights("one", [], [1f]).Weights("half", [], [.5f])
            .Weights("least", [], [-SequenceInput.Most]).Weights("most", [], [SequenceInput.Most])
            .Node("Gather", ["features", "columns"], "values", OnnxAttribute.Of("axis", 1L))
            .Node("IsNaN", ["values"], "isMissing")
            .Node("Sub", ["values", "centres"], "offsets")
            .Node("Div", ["offsets", "scales"], "distances")
            .Node("Asinh", ["distances"], "bent")
            .Node("Clip", ["bent", "least", "most"], "levels")
            .Node("Abs", ["distances"], "away")
            .Node("Sub", ["one", "away"], "near")
            .Node("Relu", ["near"], "peaks")
            .Node("Greater", ["hats", "half"], "isHat")
            .Node("Where", ["isHat", "peaks", "levels"], "present")
            .Node("Where", ["isMissing", "missing", "present"], "x");
    }

    private static void AddGates(OnnxGraph graph, GruNetwork network)
    {
        int units = network.Units;
        float[] memoryBias = [.. new float[2 * units], .. network[Block.CandidateBias]];
        graph
            .Weights("inputsToGates", [network.Inputs.Count, Gates * units], network[Block.InputsToGates])
            .Weights("gateBias", [Gates * units], network[Block.GateBias])
            .Weights("memoryToGates", [units, Gates * units], network[Block.MemoryToGates])
            .Weights("memoryBias", [Gates * units], memoryBias)
            .Integers("parts", 2L * units, units)
            .Node("Gemm", ["x", "inputsToGates", "gateBias"], "fromInputs")
            .Node("Gemm", ["memory", "memoryToGates", "memoryBias"], "fromMemory")
            .Node("Split", ["fromInputs", "parts"], ["switchesIn", "candidateIn"], OnnxAttribute.Of("axis", 1L))
            .Node("Split", ["fromMemory", "parts"], ["switchesKept", "candidateKept"], OnnxAttribute.Of("axis", 1L))
            .Node("Add", ["switchesIn", "switchesKept"], "switches")
            .Node("Sigmoid", ["switches"], "open")
            .Node("Split", ["open"], ["reset", "update"], OnnxAttribute.Of("axis", 1L))
            .Node("Mul", ["reset", "candidateKept"], "kept")
            .Node("Add", ["candidateIn", "kept"], "candidateSum")
            .Node("Tanh", ["candidateSum"], "candidate")
            .Node("Sub", ["memory", "candidate"], "difference")
            .Node("Mul", ["update", "difference"], "share")
            .Node("Add", ["candidate", "share"], "next");
    }

    private static void AddOutputs(OnnxGraph graph, GruNetwork network)
    {
        int hidden = network.Shape.Hidden;
        graph
            .Weights("memoryToHidden", [network.Units, hidden], network[Block.MemoryToHidden])
            .Weights("inputsToHidden", [network.Inputs.Count, hidden], network[Block.InputsToHidden])
            .Weights("hiddenBias", [hidden], network[Block.HiddenBias])
            .Weights("hiddenToOutputs", [hidden, Outputs], network[Block.HiddenToOutputs])
            .Weights("outputBias", [Outputs], network[Block.OutputBias])
            .Node("Gemm", ["next", "memoryToHidden", "hiddenBias"], "hiddenFromMemory")
            .Node("Gemm", ["x", "inputsToHidden", "hiddenFromMemory"], "hiddenSum")
            .Node("Tanh", ["hiddenSum"], "hidden")
            .Node("Gemm", ["hidden", "hiddenToOutputs", "outputBias"], "margins")
            .Node("Sigmoid", ["margins"], "probabilities")
            .Node("Split", ["probabilities"], ["fraud", "month"], OnnxAttribute.Of("axis", 1L));
    }
}
