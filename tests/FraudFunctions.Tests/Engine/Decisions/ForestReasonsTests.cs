using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Features;
using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Onnx;
using FraudFunctions.Learning.Trees;
using FraudFunctions.Tests.Learning;

namespace FraudFunctions.Tests.Engine.Decisions;

public sealed class ForestReasonsTests
{
    [Fact]
    public void What_moved_a_forest_adds_up_to_the_log_odds_also_where_no_tree_sees_any_risk()
    {
        Dataset rows = SomeRows.Frauds(4_000, 15, seed: 31);
        TreeEnsemble forest = GrowForest.Fit(rows, FeatureSchema.Handbook().Hash, new ForestOptions { Trees = 20, Seed = 1 });
        ModelCard card = new()
        {
            Id = "forest",
            Purpose = ModelPurpose.Fraud,
            SchemaVersion = 1,
            SchemaHash = forest.SchemaHash,
            TrainingSetHash = "",
            TrainedOn = new TrainingWindow(Given.Morning, Given.Morning),
            CreatedAt = Given.Morning,
            Options = new Dictionary<string, string>(),
            Metrics = new Dictionary<string, double>(),
            Threshold = .5,
            NegativesKept = .1,
            Calibration = new Uncalibrated(),
            ContentHashes = new Dictionary<string, string>(),
        };
        using ScoringModel model = ScoringModel.Load(card, new Dictionary<string, byte[]> { [ModelFiles.Trees] = forest.ToBytes(), [ModelFiles.TreesOnnx] = WriteTrees.ToOnnx(forest) });
        int withoutRisk = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            ScoredRow scored = model.Score(rows.Features.Row(row), null)[0];
            Explanation explanation = model.Explain(rows.Features.Row(row), scored);
            Assert.InRange(explanation.LogOdds - explanation.Start - explanation.Columns.Sum(), -.001, .001);
            withoutRisk += scored.Scores.Trees == 0 ? 1 : 0;
        }
        Assert.True(withoutRisk > 100);
    }
}
