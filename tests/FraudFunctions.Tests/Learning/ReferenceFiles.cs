using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Tests.Learning;

/// <summary>The handbook's fold, which is not in the repository: beside it under ../shared/data, or where FRAUD_REFERENCE_DATA says.</summary>
internal static class ReferenceFiles
{
    internal const string Train = "features15_train_fold_2018-07-25.csv.gz", Test = "features15_test_fold_2018-07-25.csv.gz";

    /// <summary>Path of a file, or the calling test is skipped.</summary>
    internal static string Path(string name)
    {
        var file = System.IO.Path.Combine(Folder(), name);
        Assert.SkipUnless(File.Exists(file), $"The reference data is not here: {name} (set FRAUD_REFERENCE_DATA to its folder)");
        return file;
    }

    internal static (Dataset Rows, double[] ReferenceScores) Fold(string name)
    {
        using var file = File.OpenRead(Path(name));
        return HandbookFold.Read(file);
    }

    /// <summary>The test fold with its cards and times.</summary>
    internal static (Dataset Rows, double[] ReferenceScores) TestWithCards()
    {
        var (rows, scores) = Fold(Test);
        using var august = File.OpenRead(Path("transactions_2018-08.csv.gz"));
        return (HandbookFold.WithCards(rows, august), scores);
    }

    internal static string ProjectRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "FraudFunctions.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? AppContext.BaseDirectory;
    }

    private static string Folder()
    {
        var told = Environment.GetEnvironmentVariable("FRAUD_REFERENCE_DATA");
        if (string.IsNullOrEmpty(told))
            told = System.IO.Path.Combine(ProjectRoot(), "..", "shared", "data");
        var inside = System.IO.Path.Combine(told, "transactions");
        return Directory.Exists(inside) ? inside : told;
    }
}
