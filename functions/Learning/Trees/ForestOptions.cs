using System.Globalization;

namespace FraudFunctions.Learning.Trees;

/// <summary>How a random forest is grown (Breiman 2001).</summary>
public sealed record ForestOptions
{
    public int Trees { get; init; } = 100;

    /// <summary>At most 16, so that explanations of the trees stay exact.</summary>
    public int MaxDepth { get; init; } = 16;

    /// <summary>Least weight of the rows in a leaf.</summary>
    public double MinLeaf { get; init; } = 3;

    /// <summary>Share of the features drawn at each split.</summary>
    public double ColumnShare { get; init; } = .25;
    public CutRule Cuts { get; init; } = CutRule.ClassBalanced;

    /// <summary>Most thresholds per feature, as in <see cref="BoostingOptions.MaxCuts"/>.</summary>
    public int MaxCuts { get; init; } = 255;
    public int Seed { get; init; }

    /// <summary>Trees grown at once. Any number gives the same forest.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>The options by name, as a model card keeps them. Threads are left out: they change nothing.</summary>
    public IReadOnlyDictionary<string, string> ToCard() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["learner"] = "random forest",
        ["trees"] = Text(Trees),
        ["maxDepth"] = Text(MaxDepth),
        ["minLeaf"] = Text(MinLeaf),
        ["columnShare"] = Text(ColumnShare),
        ["cuts"] = Cuts.ToString(),
        ["maxCuts"] = Text(MaxCuts),
        ["seed"] = Text(Seed)
    };

    /// <summary>The same in the words of the tree builder: every leaf says its share of the forest's probability.</summary>
    internal BoostingOptions AsBoosting() => new()
    {
        Trees = Trees,
        MaxDepth = MaxDepth,
        LearningRate = 1.0 / Trees,
        Lambda = 0,
        MinChildWeight = MinLeaf,
        Cuts = Cuts,
        MaxCuts = MaxCuts,
        ColumnShare = ColumnShare,
        Seed = Seed,
        Threads = Threads
    };

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
