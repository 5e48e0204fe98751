using FraudFunctions.Engine.Models;
using FraudFunctions.Engine.State;

namespace FraudFunctions.Engine.Decisions;

/// <summary>What a model is made of when it serves. The trees always; the other parts where the model has them.</summary>
public sealed record ModelParts
{
    /// <summary>Runs the trees.</summary>
    public required IModel Scorer { get; init; }

    /// <summary>The same trees, to explain them.</summary>
    public required TreeEnsemble Trees { get; init; }
    public ISequenceModel? Sequence { get; init; }

    /// <summary>The same sequence, to explain it.</summary>
    public GruNetwork? SequenceNetwork { get; init; }

    /// <summary>Runs the autoencoder.</summary>
    public IModel? AnomalyScorer { get; init; }

    /// <summary>The same autoencoder, which knows what is usual.</summary>
    public Autoencoder? Autoencoder { get; init; }
}

/// <summary>A model as it serves: its parts, and the card that makes one probability out of what they say.</summary>
public sealed class ScoringModel(ModelCard card, ModelParts parts) : IDisposable
{
    private readonly TreeShap shap = new(parts.Trees);
    private readonly GruAttribution? attribution = parts.SequenceNetwork is { } network ? new GruAttribution(network) : null;
    private readonly Blend blend = card.Blend ?? Blend.TreesAlone;

    public ModelCard Card { get; } = card;

    /// <summary>A model out of its files; which parts it has, its card says.</summary>
    public static ScoringModel Load(ModelCard card, IReadOnlyDictionary<string, byte[]> files)
    {
        TreeEnsemble trees = TreeEnsemble.FromBytes(files[ModelFiles.Trees]);
        return new ScoringModel(card, new ModelParts
        {
            Trees = trees,
            Scorer = OnnxModel.Load(files[ModelFiles.TreesOnnx], trees.Width, trees.SchemaHash),
            Sequence = files.TryGetValue(ModelFiles.SequenceOnnx, out byte[]? sequence) ? OnnxSequence.Load(sequence, trees.Width, trees.SchemaHash) : null,
            SequenceNetwork = files.TryGetValue(ModelFiles.Sequence, out byte[]? network) ? GruNetwork.FromBytes(network) : null,
            AnomalyScorer = files.TryGetValue(ModelFiles.AutoencoderOnnx, out byte[]? anomaly) ? OnnxModel.Load(anomaly, trees.Width, trees.SchemaHash, wholePackets: true) : null,
            Autoencoder = files.TryGetValue(ModelFiles.Autoencoder, out byte[]? autoencoder) ? Autoencoder.FromBytes(autoencoder) : null,
        });
    }

    /// <summary>Null when the model has no memory of customers.</summary>
    public ISequenceModel? Sequence => parts.Sequence;

    /// <summary>
    /// Takes a batch through the sequence; the states of the rows' customers, the same object for rows of one customer, keep what it remembers. Null
    /// without a sequence.
    /// </summary>
    public SequenceSteps? Step(ReadOnlySpan<float> rows, IReadOnlyList<CustomerState> owners)
        => Sequence is { } sequence ? StepSequence.Run(sequence, rows, owners) : null;

    /// <summary>Scores a batch that was taken through the sequence before.</summary>
    public ScoredRow[] Score(ReadOnlySpan<float> rows, SequenceSteps? steps)
    {
        float[] trees = new float[rows.Length / parts.Trees.Width];
        parts.Scorer.Score(rows, trees);
        float[]? errors = parts.AnomalyScorer is null ? null : new float[trees.Length];
        parts.AnomalyScorer?.Score(rows, errors);
        ScoredRow[] scored = new ScoredRow[trees.Length];
        for (int i = 0; i < scored.Length; i++)
            scored[i] = new ScoredRow(new Scores(trees[i], errors?[i], steps?.Fraud[i], steps?.Month[i]), steps?.Before[i]);
        return scored;
    }

    /// <summary>Scores one row again, from what was remembered of its customer then.</summary>
    public ScoredRow Again(ReadOnlySpan<float> row, SequenceMemory? before)
    {
        ScoredRow alone = Score(row, null)[0];
        if (Sequence is not { } sequence)
            return alone with { Before = before };
        (float fraud, float month) = StepSequence.Again(sequence, row, before);
        return new ScoredRow(alone.Scores with { Sequence = fraud, Month = month }, before);
    }

    /// <summary>
    /// The probability that is acted on, to nine decimals: more would be noise, and less of it depends on a machine's last bit.
    /// </summary>
    public double Probability(Scores scores) => Math.Round(Card.Calibration.Apply(Blended(scores)), 9);

    public void Dispose()
    {
        (parts.AnomalyScorer as IDisposable)?.Dispose();
        (parts.Scorer as IDisposable)?.Dispose();
        (parts.Sequence as IDisposable)?.Dispose();
    }

    /// <summary>What moved this row's log odds, away from those of an ordinary row.</summary>
    public Explanation Explain(ReadOnlySpan<float> row, ScoredRow scored)
    {
        double[] columns = new double[parts.Trees.Width];
        double trees = ExplainTrees(row, columns);
        for (int i = 0; i < columns.Length; i++)
            columns[i] *= blend.Trees;
        AddAnomaly(columns, row, scored.Scores);
        (double ordinary, double memory) = AddSequence(columns, row, scored);
        double start = blend.LogOdds(trees, Blend.OrdinaryAnomaly, ordinary);
        double acted = PlattScaling.LogOdds(Card.Calibration.Apply(Blended(scored.Scores)));
        // A line in log odds stretches every contribution alike; what any other curve does cannot be told apart.
        if (Card.Calibration is PlattScaling line)
        {
            start = line.Slope * start + line.Intercept;
            memory *= line.Slope;
            for (int i = 0; i < columns.Length; i++)
                columns[i] *= line.Slope;
        }
        return new Explanation(start, columns, memory, acted);
    }

    /// <summary>
    /// Writes what each column adds to the trees' log odds and returns those of the average row, both after prior correction. A forest adds up in
    /// probabilities: its contributions are stretched alike, so that they span the same distance in log odds.
    /// </summary>
    private double ExplainTrees(ReadOnlySpan<float> row, double[] columns)
    {
        shap.Explain(row, columns);
        if (parts.Trees.Link == Link.Logistic)
            return shap.Bias + Math.Log(Card.NegativesKept);
        double distance = columns.Sum();
        double start = Corrected(shap.Bias);
        double stretch = distance == 0 ? 0 : (Corrected(shap.Bias + distance) - start) / distance;
        for (int i = 0; i < columns.Length; i++)
            columns[i] *= stretch;
        return start;
    }

    private double Corrected(double probability) => PlattScaling.LogOdds(PriorCorrection.Apply(Math.Clamp(probability, 0, 1), Card.NegativesKept));

    /// <summary>What the sequence makes of the transaction goes to the columns it looked at; what it remembers stands by itself.</summary>
    private (double Ordinary, double Memory) AddSequence(double[] columns, ReadOnlySpan<float> row, ScoredRow scored)
    {
        if (blend.Sequence == 0 || scored.Scores.Sequence is not { } probability)
            return (0, 0);
        double logOdds = PlattScaling.LogOdds(probability);
        if (attribution is null)
            return (0, blend.Sequence * logOdds);
        StepExplanation step = attribution.Explain(row, scored.Before is { } before ? before.Units : [], logOdds);
        for (int i = 0; i < columns.Length; i++)
            columns[i] += blend.Sequence * step.Columns[i];
        return (step.Start, blend.Sequence * step.Memory);
    }

    /// <summary>An unusual row's part goes to the columns that were off, each its share; that of a row without anything unusual belongs to no column.</summary>
    private void AddAnomaly(double[] columns, ReadOnlySpan<float> row, Scores scores)
    {
        double unusual = blend.Anomaly * (Unusualness(scores) - Blend.OrdinaryAnomaly);
        if (!(unusual > 0))
            return;
        foreach (Deviation deviation in parts.Autoencoder!.Attribute(row))
            columns[deviation.Column] += unusual * deviation.Share;
    }

    /// <summary>By the share of the rows trained on that were less unusual; that of an ordinary row where it counts for nothing.</summary>
    private double Unusualness(Scores scores)
        => blend.Anomaly != 0 && scores.Anomaly is { } error && parts.Autoencoder is { } autoencoder ? Blend.Unusualness(autoencoder.Percentile(error)) : Blend.OrdinaryAnomaly;

    private double Blended(Scores scores)
    {
        double trees = PriorCorrection.Apply(scores.Trees, Card.NegativesKept);
        return Card.Blend is null
            ? trees
            : TreeEnsemble.Sigmoid(blend.LogOdds(PlattScaling.LogOdds(trees), Unusualness(scores), scores.Sequence is { } sequence ? PlattScaling.LogOdds(sequence) : 0));
    }
}

/// <summary>
/// Log odds taken apart: where an ordinary row stands, what each feature and the memory of earlier transactions add, and where this row came out. What is
/// left between them is what the calibration's curve did, and what an autoencoder found nowhere in particular.
/// </summary>
public sealed record Explanation(double Start, IReadOnlyList<double> Columns, double Memory, double LogOdds);
