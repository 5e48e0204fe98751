using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning;

/// <summary>The folds of the handbook that published figures refer to.</summary>
internal static class HandbookFolds
{
    internal const string Train = "transactions/features15_train_fold_2018-07-25.csv.gz", Test = "transactions/features15_test_fold_2018-07-25.csv.gz";

    internal static (Dataset Rows, double[] ReferenceScores) Fold(string name)
    {
        using var file = File.OpenRead(ReferenceData.Path(name));
        return HandbookFold.Read(file);
    }

    /// <summary>The test fold with its cards and times.</summary>
    internal static (Dataset Rows, double[] ReferenceScores) TestWithCards()
    {
        var (rows, scores) = Fold(Test);
        using var august = File.OpenRead(ReferenceData.Path("transactions/transactions_2018-08.csv.gz"));
        return (HandbookFold.WithCards(rows, august), scores);
    }
}
