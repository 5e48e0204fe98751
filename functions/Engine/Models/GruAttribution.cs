using System.Numerics.Tensors;
using static FraudFunctions.Engine.Models.GruShape;

namespace FraudFunctions.Engine.Models;

/// <summary>What moved the log odds of one step: where an unremarkable first row stands, what each column adds, and what the memory does.</summary>
public readonly record struct StepExplanation(double Start, double[] Columns, double Memory);

/// <summary>
/// Takes a step of a sequence model apart by integrated gradients (Sundararajan, Taly and Yan 2017, arXiv 1703.01365): on the straight way from a row
/// where nothing stands out and nobody is remembered to the row and memory at hand, each input collects what it contributes to the slope.
/// </summary>
/// <remarks>
/// The contributions add up to the difference between the two ends but for the error of the integral, which sixteen points make small and the memory
/// takes. Example: of σ(2x + h) at x = 1, h = -1 the column has 2, the memory -1, the start 0.
/// </remarks>
public sealed class GruAttribution
{
    private const int Points = 16;
    private static readonly (double[] Places, double[] Weights) rule = GaussLegendre.Rule(Points);

    private readonly GruNetwork network;
    private readonly float[] unremarkable;

    public GruAttribution(GruNetwork network)
    {
        this.network = network;
        unremarkable = [.. network.Inputs.Select(input => input.Centre == float.MaxValue ? 0 : input.Missing)];
    }

    /// <summary>Start, columns and memory add up to <paramref name="logOdds"/>, what the served model said of the step.</summary>
    public StepExplanation Explain(ReadOnlySpan<float> row, ReadOnlySpan<Half> memory, double logOdds)
    {
        int inputs = network.Inputs.Count;
        int units = network.Units;
        float[] toX = new float[inputs];
        float[] toMemory = new float[units];
        for (int i = 0; i < inputs; i++)
            toX[i] = network.Inputs[i].Of(row[network.Inputs[i].Column]) - unremarkable[i];
        for (int unit = 0; unit < memory.Length; unit++)
            toMemory[unit] = (float)memory[unit];
        float[] x = new float[inputs];
        float[] remembered = new float[units];
        float[] slopes = new float[inputs];
        float[] memorySlopes = new float[units];
        double[] collected = new double[inputs];
        for (int point = 0; point < Points; point++)
        {
            for (int i = 0; i < inputs; i++)
                x[i] = unremarkable[i] + (float)rule.Places[point] * toX[i];
            TensorPrimitives.Multiply(toMemory, (float)rule.Places[point], remembered);
            Slopes(x, remembered, slopes, memorySlopes);
            for (int i = 0; i < inputs; i++)
                collected[i] += rule.Weights[point] * slopes[i] * toX[i];
        }
        double start = Slopes(unremarkable, new float[units], slopes, memorySlopes);
        double[] columns = new double[network.Width];
        for (int i = 0; i < inputs; i++)
            columns[network.Inputs[i].Column] += collected[i];
        return new StepExplanation(start, columns, logOdds - start - collected.Sum());
    }

    /// <summary>The log odds of fraud at a place, and how steeply they rise with each input and each unit of memory.</summary>
    private float Slopes(ReadOnlySpan<float> x, ReadOnlySpan<float> memory, Span<float> toX, Span<float> toMemory)
    {
        int units = network.Units;
        float[] gates = network[Block.GateBias].ToArray();
        float[] remembered = new float[Gates * units];
        network[Block.CandidateBias].CopyTo(remembered.AsSpan(2 * units));
        GruNetwork.AddProduct(x, network[Block.InputsToGates], gates);
        GruNetwork.AddProduct(memory, network[Block.MemoryToGates], remembered);
        float[] next = new float[units];
        float[] reset = new float[units];
        float[] update = new float[units];
        float[] candidate = new float[units];
        for (int unit = 0; unit < units; unit++)
        {
            reset[unit] = GruNetwork.Sigmoid(gates[unit] + remembered[unit]);
            update[unit] = GruNetwork.Sigmoid(gates[units + unit] + remembered[units + unit]);
            candidate[unit] = MathF.Tanh(gates[2 * units + unit] + reset[unit] * remembered[2 * units + unit]);
            next[unit] = candidate[unit] + update[unit] * (memory[unit] - candidate[unit]);
        }
        float[] hidden = network[Block.HiddenBias].ToArray();
        GruNetwork.AddProduct(next, network[Block.MemoryToHidden], hidden);
        GruNetwork.AddProduct(x, network[Block.InputsToHidden], hidden);
        ReadOnlySpan<float> toOutputs = network[Block.HiddenToOutputs];
        float logOdds = network[Block.OutputBias][0];
        for (int i = 0; i < hidden.Length; i++)
        {
            float bent = MathF.Tanh(hidden[i]);
            logOdds += bent * toOutputs[Outputs * i];
            hidden[i] = (1 - bent * bent) * toOutputs[Outputs * i];
        }
        // From here on backwards: hidden holds the slopes of its own margins.
        Back(network[Block.InputsToHidden], hidden, toX, add: false);
        float[] nextSlopes = new float[units];
        Back(network[Block.MemoryToHidden], hidden, nextSlopes, add: false);
        for (int unit = 0; unit < units; unit++)
        {
            toMemory[unit] = nextSlopes[unit] * update[unit];
            float ofUpdate = nextSlopes[unit] * (memory[unit] - candidate[unit]) * update[unit] * (1 - update[unit]);
            float ofCandidate = nextSlopes[unit] * (1 - update[unit]) * (1 - candidate[unit] * candidate[unit]);
            float ofReset = ofCandidate * remembered[2 * units + unit] * reset[unit] * (1 - reset[unit]);
            (gates[unit], gates[units + unit], gates[2 * units + unit]) = (ofReset, ofUpdate, ofCandidate);
            (remembered[unit], remembered[units + unit], remembered[2 * units + unit]) = (ofReset, ofUpdate, ofCandidate * reset[unit]);
        }
        Back(network[Block.InputsToGates], gates, toX, add: true);
        Back(network[Block.MemoryToGates], remembered, toMemory, add: true);
        return logOdds;
    }

    /// <summary>slopes = matrix · of, one row of the matrix per slope.</summary>
    private static void Back(ReadOnlySpan<float> matrix, ReadOnlySpan<float> of, Span<float> slopes, bool add)
    {
        for (int i = 0; i < slopes.Length; i++)
            slopes[i] = (add ? slopes[i] : 0) + TensorPrimitives.Dot(matrix.Slice(i * of.Length, of.Length), of);
    }
}
