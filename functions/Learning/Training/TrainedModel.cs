using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Models;
using FraudFunctions.Engine.State;
using FraudFunctions.Learning.Networks.Autoencoders;
using FraudFunctions.Learning.Networks.Recurrent;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Training;

/// <summary>A trained model with everything that serving and explaining need, and what was found out while training it.</summary>
public sealed record TrainedModel(ModelCard Card, TreeEnsemble Trees, byte[] TreeBytes, byte[] Onnx)
{
    /// <summary>By feature, how much it moves the log-odds of the rows that were calibrated on; zeros where there were none.</summary>
    public required IReadOnlyList<double> Importance { get; init; }

    public TrainedAutoencoder? Autoencoder { get; init; }
    public TrainedSequence? Sequence { get; init; }

    /// <summary>What the sequence says of every row of the table it was trained on, and remembers of every customer at its end.</summary>
    public SequenceScores? SequenceScores { get; init; }

    /// <summary>The ways of putting the parts together, and how each did.</summary>
    public IReadOnlyList<BlendTrial> Trials { get; init; } = [];

    /// <summary>Rows of its table that it was weighed, calibrated and measured on: what its scores look like where it was not fitted.</summary>
    public IReadOnlyList<int> MeasuredOn { get; init; } = [];

    /// <summary>What is kept of it, by the names that the card has hashes of.</summary>
    public IReadOnlyDictionary<string, byte[]> Files
    {
        get
        {
            Dictionary<string, byte[]> files = new() { [ModelFiles.Trees] = TreeBytes, [ModelFiles.TreesOnnx] = Onnx };
            if (Sequence is { } sequence)
                (files[ModelFiles.Sequence], files[ModelFiles.SequenceOnnx]) = (sequence.Bytes, sequence.Onnx);
            if (Autoencoder is { } autoencoder)
                (files[ModelFiles.Autoencoder], files[ModelFiles.AutoencoderOnnx]) = (autoencoder.Bytes, autoencoder.Onnx);
            return files;
        }
    }

    /// <summary>Gives customers' states what the sequence remembers of them at the end of the table, so that nobody is met cold.</summary>
    public void Remind(Population population)
    {
        if (SequenceScores is not { } scores)
            return;
        ulong tag = SequenceMemory.TagOf(Card.ContentHashes[ModelFiles.SequenceOnnx]);
        foreach ((string customer, Half[] units) in scores.Memories)
            population.Customers[customer].Keep(new SequenceMemory(tag, units));
    }

    /// <summary>The same model with the sequence's scores on another table: a longer stream, or another one.</summary>
    public TrainedModel Over(FeatureTable table)
    {
        if (Sequence is null)
            return this;
        using OnnxSequence served = OnnxSequence.Load(Sequence.Onnx, table.Schema.Width, table.Schema.Hash);
        return this with { SequenceScores = SequencePass.Score(table, served) };
    }

    /// <summary>The probability that is acted on, for rows of the table that the model was trained with: its past, or what came after.</summary>
    public double[] Probabilities(FeatureTable table, ReadOnlySpan<int> rows)
    {
        using ScoringModel model = ScoringModel.Load(Card, Files);
        return Array.ConvertAll(ScoreTable.Of(model, table, rows, SequenceScores), row => model.Probability(row.Scores));
    }

    /// <summary>The same for any rows, where the trees decide alone: nothing has to be remembered.</summary>
    public double[] Probabilities(Dataset rows)
    {
        if (Card.Blend is not null)
            throw new InvalidOperationException("The model has more parts than trees; it needs the rows in their table.");
        float[] outputs = new float[rows.Rows];
        Trees.Score(rows.Features.Values.Span, outputs);
        return Array.ConvertAll(outputs, output => Card.Probability(output));
    }
}
