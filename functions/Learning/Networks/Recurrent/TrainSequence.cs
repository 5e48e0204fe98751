using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Onnx;
using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Learning.Tables;
using static FraudFunctions.Engine.Models.GruShape;

namespace FraudFunctions.Learning.Networks.Recurrent;

/// <summary>A trained sequence model in the forms that explain, keep and serve it.</summary>
public sealed record TrainedSequence(GruNetwork Network, byte[] Bytes, byte[] Onnx);

/// <summary>Trains a recurrent network on whole histories.</summary>
/// <remarks>The same rows, options and seed give the same bytes, whatever the number of threads.</remarks>
public static class TrainSequence
{
    // Fixed, because it decides what is added to what; enough for a few cores.
    private const int PieceCount = 8;

    public static TrainedSequence Fit(
        SequenceRows rows, FeatureSchema schema, SequenceOptions options, IProgress<SequenceProgress>? progress = null, CancellationToken cancel = default)
    {
        if (options.Lanes % PieceCount != 0)
            throw new ArgumentException($"{options.Lanes} lanes do not fall into {PieceCount} equal pieces.");
        if (options.FraudWeight is not > 0)
            throw new ArgumentException($"A fraud cannot weigh {options.FraudWeight}.");
        SequenceInput[] inputs = ChooseInputs.From(rows, schema, options.Columns);
        GruShape shape = new(inputs.Length, options.Units, options.Hidden);
        Parameters parameters = Begin(shape, rows, options);
        new Learner(rows, inputs, shape, parameters, options, cancel).Run(progress);
        // What frauds weighed too much comes off the margin again.
        parameters[(int)Block.OutputBias][0] -= MathF.Log(options.FraudWeight);
        GruNetwork network = new(schema.Hash, rows.Width, options.Units, options.Hidden, inputs, parameters.Values);
        return new TrainedSequence(network, network.ToBytes(), WriteSequence.ToOnnx(network));
    }

    private static Parameters Begin(GruShape shape, SequenceRows rows, SequenceOptions options)
    {
        Parameters parameters = new(shape.Sizes);
        parameters.Draw((int)Block.InputsToGates, shape.Inputs, shape.Units, options.Seed);
        parameters.Draw((int)Block.MemoryToGates, shape.Units, shape.Units, options.Seed);
        parameters.Draw((int)Block.MemoryToHidden, shape.Units, shape.Hidden, options.Seed);
        parameters.Draw((int)Block.InputsToHidden, shape.Inputs, shape.Hidden, options.Seed);
        parameters.Draw((int)Block.HiddenToOutputs, shape.Hidden, Outputs, options.Seed);
        // Remember rather than forget at first (Jozefowicz et al. 2015).
        parameters[(int)Block.GateBias].Slice(shape.Units, shape.Units).Fill(1);
        parameters[(int)Block.OutputBias][0] = LogOdds(rows.Fraud) + MathF.Log(options.FraudWeight);
        parameters[(int)Block.OutputBias][1] = LogOdds(rows.Month);
        return parameters;
    }

    /// <summary>Where an output begins: at the share of ones among what is known.</summary>
    private static float LogOdds(sbyte[] targets)
    {
        int ones = targets.Count(target => target == 1), zeros = targets.Count(target => target == 0);
        return MathF.Log((ones + .5f) / (zeros + .5f));
    }

    /// <summary>The state of one training: everything that is touched while it runs.</summary>
    private sealed class Learner
    {
        private readonly SequenceRows rows;
        private readonly SequenceInput[] inputs;
        private readonly Parameters parameters;
        private readonly SequenceOptions options;
        private readonly int lanesOfPiece;
        private readonly Window window;
        private readonly Pieces pieces;
        private readonly GruTape[] tapes;
        private readonly float[][] memories, keeps;
        private readonly CancellationToken cancel;

        internal Learner(SequenceRows rows, SequenceInput[] inputs, GruShape shape, Parameters parameters, SequenceOptions options, CancellationToken cancel)
        {
            (this.rows, this.inputs, this.parameters, this.options, this.cancel) = (rows, inputs, parameters, options, cancel);
            lanesOfPiece = options.Lanes / PieceCount;
            window = new Window(options.Window, options.Lanes);
            pieces = new Pieces(PieceCount, parameters.Count, options.Threads, cancel);
            tapes = [.. Enumerable.Range(0, PieceCount).Select(_ => new GruTape(shape, options.Window, lanesOfPiece))];
            memories = [.. tapes.Select(_ => new float[lanesOfPiece * shape.Units])];
            keeps = [.. tapes.Select(_ => new float[lanesOfPiece * options.Window])];
        }

        internal void Run(IProgress<SequenceProgress>? progress)
        {
            Adam adam = new(parameters.Count, options.Adam);
            float[] gradients = new float[parameters.Count];
            double all = (double)rows.Rows * options.Epochs, read = 0;
            for (int epoch = 0; epoch < options.Epochs; epoch++)
            {
                ReadHistories histories = new(rows.Customers, options.Lanes, options.ColdStarts, Chance.Of(options.Seed, Strand.Window, epoch));
                double loss = 0, readBefore = read;
                while (histories.Next(window))
                {
                    cancel.ThrowIfCancellationRequested();
                    loss += pieces.Run(options.Lanes, Learn, gradients);
                    read += window.Rows.Count(row => row >= 0);
                    // Half a cosine down to nothing (Loshchilov and Hutter 2017): large steps to find the place, small ones to settle.
                    adam.Step(parameters.Values, gradients, (float)(.5 + .5 * Math.Cos(Math.PI * read / all)));
                    progress?.Report(new SequenceProgress(epoch, options.Epochs, read / all, loss / (read - readBefore)));
                }
            }
        }

        private double Learn(int piece, int from, int to, float[] gradients)
        {
            GruTape tape = tapes[piece];
            for (int step = 0; step < window.Steps; step++)
                for (int lane = from; lane < to; lane++)
                    Enter(window.Rows[step * window.Lanes + lane], tape.Inputs.AsSpan((step * lanesOfPiece + lane - from) * inputs.Length, inputs.Length));
            for (int step = 0; step < window.Steps; step++)
                window.Keep.AsSpan(step * window.Lanes + from, lanesOfPiece).CopyTo(keeps[piece].AsSpan(step * lanesOfPiece));
            tape.Forward(parameters.Values, keeps[piece], memories[piece]);
            double loss = 0;
            for (int step = 0; step < window.Steps; step++)
                for (int lane = from; lane < to; lane++)
                    loss += Judge(window.Rows[step * window.Lanes + lane], tape, step * lanesOfPiece + lane - from);
            tape.Backward(parameters.Values, gradients);
            return loss;
        }

        private void Enter(int row, Span<float> x)
        {
            if (row < 0)
            {
                x.Clear();
                return;
            }
            ReadOnlySpan<float> features = rows.Features.Span.Slice(row * rows.Width, rows.Width);
            for (int i = 0; i < x.Length; i++)
                x[i] = inputs[i].Of(features[inputs[i].Column]);
        }

        /// <summary>Sets the gradients of one row's margins; returns its fraud loss.</summary>
        private double Judge(int row, GruTape tape, int at)
        {
            Span<float> back = tape.MarginsBack.Slice(at * Outputs, Outputs);
            back.Clear();
            if (row < 0)
                return 0;
            float share = 1f / window.Rows.Length;
            double loss = 0;
            if (rows.Fraud[row] != SequenceRows.Unknown)
            {
                float weight = rows.Fraud[row] == 1 ? options.FraudWeight : 1;
                (float slope, loss) = CrossEntropy(tape.Margins[at * Outputs], rows.Fraud[row]);
                (back[0], loss) = (share * weight * slope, weight * loss);
            }
            if (rows.Month[row] != SequenceRows.Unknown)
                back[1] = share * options.MonthShare * CrossEntropy(tape.Margins[at * Outputs + 1], rows.Month[row]).Slope;
            return loss;
        }

        private static (float Slope, double Loss) CrossEntropy(float margin, int target)
        {
            float probability = 1 / (1 + MathF.Exp(-margin));
            return (probability - target, Math.Max(margin, 0) - margin * target + Math.Log(1 + Math.Exp(-Math.Abs(margin))));
        }
    }
}
