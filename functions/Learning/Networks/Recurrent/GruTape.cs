using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using FraudFunctions.Engine.Models;
using static FraudFunctions.Engine.Models.GruShape;

namespace FraudFunctions.Learning.Networks.Recurrent;

/// <summary>
/// Plays some lanes of a window forwards, keeps what every step computed, and runs it backwards for the gradients (back-propagation through time,
/// Werbos 1990, cut off at the window's beginning).
/// </summary>
/// <remarks>The formulas are those of <see cref="GruNetwork"/>. Time-major: step s of lane l is row s·lanes + l of every matrix.</remarks>
internal sealed class GruTape
{
    private const int Octet = 8;
    private readonly GruShape shape;
    private readonly int steps, lanes, rows, units, hidden;
    private readonly float[] gates, remembered, before, after, bent, margins, keep, memoryTurned, hiddenTurned;
    private readonly float[] gatesBack, rememberedBack, afterBack, bentBack, marginsBack, carried;

    internal GruTape(GruShape shape, int steps, int lanes)
    {
        if (shape.Units % Octet != 0 || shape.Hidden % Octet != 0)
            throw new ArgumentException($"{shape.Units} units and {shape.Hidden} hidden ones are not multiples of {Octet}.");
        (this.shape, this.steps, this.lanes, rows, units, hidden) = (shape, steps, lanes, steps * lanes, shape.Units, shape.Hidden);
        Inputs = new float[rows * shape.Inputs];
        (gates, remembered, gatesBack, rememberedBack) = (Wide(Gates * units), Wide(Gates * units), Wide(Gates * units), Wide(Gates * units));
        (before, after, afterBack) = (Wide(units), Wide(units), Wide(units));
        (bent, bentBack, margins, marginsBack) = (Wide(hidden), Wide(hidden), Wide(Outputs), Wide(Outputs));
        (keep, carried) = (Wide(1), new float[lanes * units]);
        (memoryTurned, hiddenTurned) = (new float[units * Gates * units], new float[hidden * units]);
    }

    /// <summary>What the network sees, to be filled in before <see cref="Forward"/>.</summary>
    internal float[] Inputs { get; }

    /// <summary>Two log-odds per row: fraud and month.</summary>
    internal ReadOnlySpan<float> Margins => margins;

    /// <summary>The gradients of the loss by <see cref="Margins"/>, to be filled in before <see cref="Backward"/>.</summary>
    internal Span<float> MarginsBack => marginsBack;

    /// <summary>Plays the window; the lanes' memory becomes that after it. <paramref name="keeps"/> is 0 where a lane begins with an empty memory.</summary>
    internal void Forward(ReadOnlySpan<float> weights, ReadOnlySpan<float> keeps, Span<float> memory)
    {
        keeps[..rows].CopyTo(keep);
        Fill(gates, weights[shape.Of(Block.GateBias)]);
        MatrixProduct.Add(Inputs, shape.Inputs, 1, weights[shape.Of(Block.InputsToGates)], gates, rows, shape.Inputs, Gates * units);
        remembered.AsSpan().Clear();
        ReadOnlySpan<float> candidateBias = weights[shape.Of(Block.CandidateBias)], toGates = weights[shape.Of(Block.MemoryToGates)];
        for (int step = 0; step < steps; step++)
        {
            Span<float> then = before.AsSpan(step * lanes * units, lanes * units);
            Span<float> fromMemory = remembered.AsSpan(step * lanes * Gates * units, lanes * Gates * units);
            for (int lane = 0; lane < lanes; lane++)
            {
                TensorPrimitives.Multiply(memory.Slice(lane * units, units), keep[step * lanes + lane], then.Slice(lane * units, units));
                candidateBias.CopyTo(fromMemory[((lane * Gates + 2) * units)..]);
            }
            MatrixProduct.Add(then, units, 1, toGates, fromMemory, lanes, units, Gates * units);
            for (int lane = 0; lane < lanes; lane++)
                Step(step * lanes + lane);
            after.AsSpan(step * lanes * units, lanes * units).CopyTo(memory);
        }
        Fill(bent, weights[shape.Of(Block.HiddenBias)]);
        MatrixProduct.Add(after, units, 1, weights[shape.Of(Block.MemoryToHidden)], bent, rows, units, hidden);
        MatrixProduct.Add(Inputs, shape.Inputs, 1, weights[shape.Of(Block.InputsToHidden)], bent, rows, shape.Inputs, hidden);
        Activations.Tanh(bent);
        Fill(margins, weights[shape.Of(Block.OutputBias)]);
        MatrixProduct.Add(bent, hidden, 1, weights[shape.Of(Block.HiddenToOutputs)], margins, rows, hidden, Outputs);
    }

    /// <summary>Adds the gradients of the loss by all weights.</summary>
    internal void Backward(ReadOnlySpan<float> weights, Span<float> gradients)
    {
        Turn(weights[shape.Of(Block.MemoryToGates)], units, Gates * units, memoryTurned);
        Turn(weights[shape.Of(Block.MemoryToHidden)], units, hidden, hiddenTurned);
        BackToHidden(weights[shape.Of(Block.HiddenToOutputs)], gradients);
        afterBack.AsSpan().Clear();
        MatrixProduct.Add(bentBack, hidden, 1, hiddenTurned, afterBack, rows, hidden, units);
        carried.AsSpan().Clear();
        for (int step = steps - 1; step >= 0; step--)
        {
            for (int lane = 0; lane < lanes; lane++)
                StepBack(step * lanes + lane, carried.AsSpan(lane * units, units));
            MatrixProduct.Add(
                rememberedBack.AsSpan(step * lanes * Gates * units), Gates * units, 1, memoryTurned, carried, lanes, Gates * units, units);
            for (int lane = 0; lane < lanes; lane++)
                TensorPrimitives.Multiply(carried.AsSpan(lane * units, units), keep[step * lanes + lane], carried.AsSpan(lane * units, units));
        }
        MatrixProduct.Add(before, 1, units, rememberedBack, gradients[shape.Of(Block.MemoryToGates)], units, rows, Gates * units);
        MatrixProduct.Add(Inputs, 1, shape.Inputs, gatesBack, gradients[shape.Of(Block.InputsToGates)], shape.Inputs, rows, Gates * units);
        Span<float> gateBias = gradients[shape.Of(Block.GateBias)], candidateBias = gradients[shape.Of(Block.CandidateBias)];
        for (int row = 0; row < rows; row++)
        {
            TensorPrimitives.Add(gateBias, gatesBack.AsSpan(row * Gates * units, Gates * units), gateBias);
            TensorPrimitives.Add(candidateBias, rememberedBack.AsSpan((row * Gates + 2) * units, units), candidateBias);
        }
    }

    /// <summary>The gates of one row, in place of what entered them, and the memory after it.</summary>
    private void Step(int row)
    {
        Span<float> own = gates.AsSpan(row * Gates * units, Gates * units);
        ReadOnlySpan<float> kept = remembered.AsSpan(row * Gates * units, Gates * units);
        Span<float> switches = own[..(2 * units)], candidate = own[(2 * units)..];
        TensorPrimitives.Add(switches, kept[..(2 * units)], switches);
        Activations.Sigmoid(switches);
        TensorPrimitives.MultiplyAdd(switches[..units], kept[(2 * units)..], candidate, candidate);
        Activations.Tanh(candidate);
        Span<float> next = after.AsSpan(row * units, units);
        TensorPrimitives.Subtract(before.AsSpan(row * units, units), candidate, next);
        TensorPrimitives.MultiplyAdd(switches[units..], next, candidate, next);
    }

    /// <summary>One row backwards: <paramref name="memoryBack"/> comes in from the step after and leaves, but for the gates' share, for the step before.</summary>
    private void StepBack(int row, Span<float> memoryBack)
    {
        int three = row * Gates * units;
        ReadOnlySpan<float> reset = gates.AsSpan(three, units), update = gates.AsSpan(three + units, units), candidate = gates.AsSpan(three + 2 * units, units);
        ReadOnlySpan<float> kept = remembered.AsSpan(three + 2 * units, units), then = before.AsSpan(row * units, units), later = afterBack.AsSpan(row * units, units);
        Span<float> own = gatesBack.AsSpan(three, Gates * units), fromMemory = rememberedBack.AsSpan(three, Gates * units);
        for (int i = 0; i < units; i += Octet)
        {
            Vector256<float> back = Vector256.Create(memoryBack[i..]) + Vector256.Create(later[i..]);
            Vector256<float> r = Vector256.Create(reset[i..]), z = Vector256.Create(update[i..]), c = Vector256.Create(candidate[i..]), one = Vector256<float>.One;
            Vector256<float> candidateBack = back * (one - z) * (one - c * c);
            Vector256<float> updateBack = back * (Vector256.Create(then[i..]) - c) * z * (one - z);
            Vector256<float> resetBack = candidateBack * Vector256.Create(kept[i..]) * r * (one - r);
            (back * z).CopyTo(memoryBack[i..]);
            resetBack.CopyTo(own[i..]);
            resetBack.CopyTo(fromMemory[i..]);
            updateBack.CopyTo(own[(units + i)..]);
            updateBack.CopyTo(fromMemory[(units + i)..]);
            candidateBack.CopyTo(own[(2 * units + i)..]);
            (candidateBack * r).CopyTo(fromMemory[(2 * units + i)..]);
        }
    }

    private void BackToHidden(ReadOnlySpan<float> toOutputs, Span<float> gradients)
    {
        Span<float> outputBias = gradients[shape.Of(Block.OutputBias)], hiddenBias = gradients[shape.Of(Block.HiddenBias)];
        MatrixProduct.Add(bent, 1, hidden, marginsBack, gradients[shape.Of(Block.HiddenToOutputs)], hidden, rows, Outputs);
        Span<float> turned = stackalloc float[Outputs * hidden];
        Turn(toOutputs, hidden, Outputs, turned);
        bentBack.AsSpan().Clear();
        MatrixProduct.Add(marginsBack, Outputs, 1, turned, bentBack, rows, Outputs, hidden);
        Activations.BackThroughTanh(bent, bentBack);
        for (int row = 0; row < rows; row++)
        {
            TensorPrimitives.Add(outputBias, marginsBack.AsSpan(row * Outputs, Outputs), outputBias);
            TensorPrimitives.Add(hiddenBias, bentBack.AsSpan(row * hidden, hidden), hiddenBias);
        }
        MatrixProduct.Add(after, 1, units, bentBack, gradients[shape.Of(Block.MemoryToHidden)], units, rows, hidden);
        MatrixProduct.Add(Inputs, 1, shape.Inputs, bentBack, gradients[shape.Of(Block.InputsToHidden)], shape.Inputs, rows, hidden);
    }

    private float[] Wide(int columns) => new float[rows * columns];

    private static void Fill(Span<float> matrix, ReadOnlySpan<float> row)
    {
        for (int at = 0; at < matrix.Length; at += row.Length)
            row.CopyTo(matrix[at..]);
    }

    private static void Turn(ReadOnlySpan<float> matrix, int rows, int columns, Span<float> turned)
    {
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
                turned[column * rows + row] = matrix[row * columns + column];
    }
}
