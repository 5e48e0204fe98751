using FraudFunctions.App.Decisions;
using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.Learning;
using FraudFunctions.Learning.Tables;
using FraudFunctions.Learning.Training;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.App.Retraining;

/// <summary>Trains one recipe on what was known when the test begins, and registers the model. Twice gives the same model, under the same id.</summary>
public sealed class TrainChallenger(RetrainingFiles files, Recipes recipes, ModelRegistry registry, RoleBook roles)
{
    [Function(nameof(TrainChallenger))]
    public async Task<Trained> Run([ActivityTrigger] TrainingOrder order, CancellationToken cancellation)
    {
        TrainingSnapshot snapshot = await files.GetAsync(order.Snapshot.File, cancellation);
        FeatureTable table = snapshot.Table(ActiveBasis.Schema);
        TrainedModel model;
        try
        {
            model = recipes.All[order.Recipe].Train(table, order.Snapshot.TestFrom);
        }
        catch (TooLittleToLearnFrom tooLittle)
        {
            // What learners say of rows that they cannot learn from.
            return new Trained(null, tooLittle.Message);
        }
        await registry.RegisterAsync(model.Card, model.Files, cancellation);
        Act act = new(RoleBook.Retraining, "register", New: $"model {model.Card.Id}", Reason: $"{order.Run.InstanceId}: {recipes.All[order.Recipe].Name}, snapshot sha256:{order.Snapshot.Hash}");
        await roles.NoteAsync($"{order.Run.InstanceId}~register~{order.Recipe}", act, cancellation);
        return new Trained(model.Card.Id, null);
    }
}
