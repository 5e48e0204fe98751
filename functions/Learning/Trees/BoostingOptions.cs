using System.Globalization;

namespace FraudFunctions.Learning.Trees;

/// <summary>How trees are boosted. Names and meanings follow XGBoost (Chen and Guestrin 2016, arXiv 1603.02754).</summary>
public sealed record BoostingOptions
{
    public int Trees { get; init; } = 200;
    public int MaxDepth { get; init; } = 6;
    public double LearningRate { get; init; } = .1;

    /// <summary>L2 penalty on leaf values.</summary>
    public double Lambda { get; init; } = 1;

    /// <summary>A split must gain more than this.</summary>
    public double Gamma { get; init; }

    /// <summary>Least sum of hessians in a child.</summary>
    public double MinChildWeight { get; init; } = 1;

    /// <summary>Share of the rows drawn for each tree.</summary>
    public double RowShare { get; init; } = 1;

    /// <summary>Share of the features drawn for each tree.</summary>
    public double ColumnShare { get; init; } = 1;
    public CutRule Cuts { get; init; } = CutRule.ClassBalanced;

    /// <summary>Most thresholds per feature. Up to 255 a bin is one byte; up to 4,096 it is two.</summary>
    public int MaxCuts { get; init; } = 255;
    public int Seed { get; init; }

    /// <summary>
    /// Columns, by name, that may only raise (+1) or only lower (-1) the margin. Example: the largest share of the balance must never look safer
    /// than a small one, whatever the sample says.
    /// </summary>
    public IReadOnlyDictionary<string, int> Monotone { get; init; } = new Dictionary<string, int>();

    /// <summary>Any number gives the same trees.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>With validation rows: stop when their average precision has not risen for so many trees, and keep the trees up to the best. 0: never stop.</summary>
    public int EarlyStoppingTrees { get; init; }

    /// <summary>The options by name, as a model card keeps them. Threads are left out: they change nothing.</summary>
    public IReadOnlyDictionary<string, string> ToCard() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["learner"] = "boosted trees",
        ["trees"] = Text(Trees),
        ["maxDepth"] = Text(MaxDepth),
        ["learningRate"] = Text(LearningRate),
        ["lambda"] = Text(Lambda),
        ["gamma"] = Text(Gamma),
        ["minChildWeight"] = Text(MinChildWeight),
        ["rowShare"] = Text(RowShare),
        ["columnShare"] = Text(ColumnShare),
        ["cuts"] = Cuts.ToString(),
        ["maxCuts"] = Text(MaxCuts),
        ["monotone"] = string.Join(' ', Monotone.OrderBy(column => column.Key, StringComparer.Ordinal).Select(column => $"{column.Key}{(column.Value > 0 ? '+' : '-')}")),
        ["seed"] = Text(Seed),
        ["earlyStoppingTrees"] = Text(EarlyStoppingTrees)
    };

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    internal void Check()
    {
        Require(Trees is >= 1 and <= 100_000, "Trees is 1 to 100,000");
        Require(MaxDepth is >= 1 and <= 16, "MaxDepth is 1 to 16");
        Require(LearningRate is > 0 and <= 1, "LearningRate is in (0, 1]");
        Require(Lambda is >= 0 and < double.PositiveInfinity, "Lambda is at least 0");
        Require(Gamma is >= 0 and < double.PositiveInfinity, "Gamma is at least 0");
        Require(MinChildWeight is >= 0 and < double.PositiveInfinity, "MinChildWeight is at least 0");
        Require(RowShare is > 0 and <= 1, "RowShare is in (0, 1]");
        Require(ColumnShare is > 0 and <= 1, "ColumnShare is in (0, 1]");
        Require(MaxCuts is >= 1 and <= 4096, "MaxCuts is 1 to 4,096");
        Require(Monotone.Values.All(direction => direction is 1 or -1), "Monotone is +1 or -1 of a column");
        Require(Threads is >= 1 and <= 64, "Threads is 1 to 64");
        Require(EarlyStoppingTrees >= 0, "EarlyStoppingTrees is at least 0");
    }

    private static void Require(bool holds, string sentence)
    {
        if (!holds)
            throw new ArgumentException(sentence + ".");
    }
}

/// <summary>Where thresholds are put when a feature has more values than bins.</summary>
public enum CutRule
{
    /// <summary>Equal mass, with the frauds weighing as much as all other rows together: thresholds gather where frauds are.</summary>
    ClassBalanced,

    /// <summary>Equal numbers of rows per bin.</summary>
    EqualFrequency
}
