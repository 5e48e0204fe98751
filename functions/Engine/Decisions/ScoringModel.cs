using FraudFunctions.Engine.Models;

namespace FraudFunctions.Engine.Decisions;

/// <summary>A model as it serves: the scorer, the trees that explain it, and the card that turns its output into a probability.</summary>
public sealed class ScoringModel(ModelCard card, IModel scorer, TreeEnsemble trees)
{
    private readonly TreeShap shap = new(trees);

    public ModelCard Card { get; } = card;

    public void Score(ReadOnlySpan<float> rows, Span<float> outputs) => scorer.Score(rows, outputs);

    /// <summary>
    /// The probability that is acted on, to nine decimals: more would be noise, and less of it depends on a machine's last bit.
    /// </summary>
    public double Probability(float output) => Math.Round(Card.Probability(output), 9);

    /// <summary>How much each feature moved the model's log odds for this row.</summary>
    public void Explain(ReadOnlySpan<float> row, Span<double> contributions) => shap.Explain(row, contributions);
}
