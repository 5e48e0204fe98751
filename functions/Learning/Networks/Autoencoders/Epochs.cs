using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Networks.Autoencoders;

/// <summary>Goes over the rows again and again, in another order and spoiled otherwise each time, until the newest rows get no better.</summary>
internal sealed class Epochs
{
    // Fixed, so that the number of threads changes nothing.
    private const int PiecesOfABatch = 4;

    private readonly DenoisingNetwork network;
    private readonly float[] rows, newest;
    private readonly AutoencoderOptions options;
    private readonly CancellationToken cancellation;
    private readonly DenoisingNetwork.Room[] rooms;
    private readonly float[][] known;
    private readonly Pieces pieces;
    private readonly List<double> history = [];

    /// <param name="network">What is trained.</param>
    /// <param name="rows">Squashed values, row-major; NaN: not there.</param>
    /// <param name="newest">The rows that decide when to stop, alike.</param>
    /// <param name="options">How to train.</param>
    /// <param name="cancellation">Looked at with every batch.</param>
    internal Epochs(DenoisingNetwork network, float[] rows, float[] newest, AutoencoderOptions options, CancellationToken cancellation)
    {
        (this.network, this.rows, this.newest, this.options, this.cancellation) = (network, rows, newest, options, cancellation);
        int most = (options.Batch + PiecesOfABatch - 1) / PiecesOfABatch;
        rooms = [.. Enumerable.Range(0, PiecesOfABatch).Select(_ => new DenoisingNetwork.Room(network, most))];
        known = [.. Enumerable.Range(0, PiecesOfABatch).Select(_ => new float[most * network.Columns])];
        pieces = new Pieces(PiecesOfABatch, network.Weights.Count, options.Threads, cancellation);
    }

    internal IReadOnlyList<double> History => history;

    /// <summary>Of each column, the root mean square error on the newest rows.</summary>
    internal double[] Residuals { get; private set; } = [];

    internal void Run(IProgress<AutoencoderProgress>? progress)
    {
        Adam adam = new(network.Weights.Count, new AdamOptions { Rate = (float)options.Rate, LongestGradient = 5 });
        float[] best = [.. network.Weights.Values], gradients = new float[network.Weights.Count];
        int[] order = [.. Enumerable.Range(0, rows.Length / network.Columns)];
        int bestEpoch = -1;
        for (int epoch = 0; epoch < options.Epochs && epoch - bestEpoch <= options.Patience; epoch++)
        {
            Shuffle(order, epoch);
            // A quarter of a cosine: large steps first, small ones at the end.
            float pace = (float)Math.Cos(Math.PI / 2 * epoch / options.Epochs);
            for (int from = 0; from < order.Length; from += options.Batch)
            {
                cancellation.ThrowIfCancellationRequested();
                Step(order.AsSpan(from, Math.Min(options.Batch, order.Length - from)).ToArray(), epoch, gradients);
                adam.Step(network.Weights.Values, gradients, pace);
            }
            (double error, double[] residuals) = Newest();
            history.Add(error);
            progress?.Report(new AutoencoderProgress(epoch + 1, options.Epochs, error));
            if (bestEpoch >= 0 && error >= history[bestEpoch])
                continue;
            (bestEpoch, Residuals) = (epoch, residuals);
            network.Weights.Values.CopyTo(best, 0);
        }
        best.CopyTo(network.Weights.Values, 0);
    }

    /// <summary>Writes the gradient of the batch's mean loss.</summary>
    private void Step(int[] batch, int epoch, float[] gradients)
    {
        int columns = network.Columns;
        float weight = 1f / (batch.Length * columns);
        pieces.Run(batch.Length, (piece, from, to, sums) =>
        {
            for (int i = from; i < to; i++)
            {
                Span<float> row = known[piece].AsSpan((i - from) * columns, columns);
                rows.AsSpan(batch[i] * columns, columns).CopyTo(row);
                ulong key = StableHash.Mix(((ulong)(uint)options.Seed << 32 | (uint)epoch) ^ StableHash.Mix((uint)batch[i]));
                Denoise.Spoil(row, rooms[piece].Input.Slice((i - from) * 2 * columns, 2 * columns), options, key);
            }
            network.Forward(rooms[piece], to - from);
            return network.Loss(rooms[piece], known[piece], to - from, weight, sums);
        }, gradients);
    }

    /// <summary>Mean squared error of the newest rows, unspoiled, and the root of it by column.</summary>
    private (double Error, double[] Residuals) Newest()
    {
        int columns = network.Columns, most = rooms[0].Input.Length / (2 * columns), count = newest.Length / columns;
        double[] squares = new double[columns];
        int[] present = new int[columns];
        for (int start = 0; start < count; start += most)
        {
            int some = Math.Min(most, count - start);
            ReadOnlySpan<float> values = newest.AsSpan(start * columns, some * columns);
            for (int row = 0; row < some; row++)
                Denoise.Show(values.Slice(row * columns, columns), rooms[0].Input.Slice(row * 2 * columns, 2 * columns));
            network.Forward(rooms[0], some);
            for (int i = 0; i < values.Length; i++)
            {
                if (float.IsNaN(values[i]))
                    continue;
                double off = rooms[0].Output[i] - values[i];
                squares[i % columns] += off * off;
                present[i % columns]++;
            }
        }
        return (squares.Sum() / Math.Max(1, present.Sum()), [.. squares.Zip(present, (sum, number) => number == 0 ? 1 : Math.Sqrt(sum / number))]);
    }

    private void Shuffle(int[] order, int epoch)
    {
        Chance chance = new(StableHash.Mix(~((ulong)(uint)options.Seed << 32 | (uint)epoch)));
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = chance.Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }
}
