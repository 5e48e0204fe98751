using System.Text.Json;
using FraudFunctions.Engine.Models;

namespace FraudFunctions.Tests.Engine.Models;

public sealed class ModelCardTests
{
    private static ModelCard Card(Calibration calibration) => new()
    {
        Id = "fraud-2018-07-25",
        Purpose = ModelPurpose.Fraud,
        SchemaVersion = 3,
        SchemaHash = "schema-1",
        TrainingSetHash = "0f0f",
        TrainedOn = new TrainingWindow(new DateTimeOffset(2018, 7, 25, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2018, 8, 1, 0, 0, 0, TimeSpan.Zero)),
        CreatedAt = new DateTimeOffset(2018, 8, 8, 3, 0, 0, TimeSpan.Zero),
        Options = new SortedDictionary<string, string> { ["learner"] = "trees", ["maxDepth"] = "6" },
        Metrics = new SortedDictionary<string, double> { ["averagePrecision"] = .755 },
        Threshold = .31,
        NegativesKept = .05,
        Calibration = calibration,
        ContentHashes = new SortedDictionary<string, string> { ["trees"] = "abc", ["onnx"] = "def" }
    };

    public static TheoryData<Calibration> Calibrations =>
        [new Uncalibrated(), new PlattScaling(1.1, -.2), new IsotonicSteps([.1, .5], [.02, .4])];

    [Theory]
    [MemberData(nameof(Calibrations))]
    public void A_card_survives_its_journey_as_JSON(Calibration calibration)
    {
        var card = Card(calibration);
        var read = ModelCard.FromJson(card.ToJson());
        Assert.Equal(card.ToJson(), read.ToJson());
        Assert.Equal(calibration, read.Calibration);
        Assert.Equal(card.TrainedOn, read.TrainedOn);
    }

    [Fact]
    public void The_prior_is_corrected_before_the_calibration()
    {
        var card = Card(new PlattScaling(2, -1));
        Assert.Equal(new PlattScaling(2, -1).Apply(PriorCorrection.Apply(.5, .05)), card.Probability(.5));
    }

    [Fact]
    public void A_card_with_a_member_nobody_knows_is_refused()
        => Assert.Throws<JsonException>(() => ModelCard.FromJson(Card(new Uncalibrated()).ToJson().Replace("\"threshold\"", "\"treshold\"")));

    [Fact]
    public void A_card_that_lacks_a_member_is_refused()
        => Assert.Throws<JsonException>(() => ModelCard.FromJson("""{ "id": "x" }"""));

    [Fact]
    public void A_card_whose_calibration_would_fall_is_refused()
        => Assert.ThrowsAny<Exception>(() => ModelCard.FromJson(Card(new PlattScaling(1.5, 0)).ToJson().Replace("1.5", "-1.5")));
}
