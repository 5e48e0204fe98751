using System.Globalization;

namespace FraudFunctions.Learning.Networks.Autoencoders;

/// <summary>How an autoencoder is trained.</summary>
public sealed record AutoencoderOptions
{
    /// <summary>Names of the columns to read; null: those of <see cref="BehaviourColumns"/>.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Units of the layers around the middle one.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>Units of the middle layer: fewer than the columns, so that they must be told from each other.</summary>
    public int Middle { get; init; } = 20;

    /// <summary>Rows learned from, drawn at equal distances.</summary>
    public int MostRows { get; init; } = 200_000;

    /// <summary>The newest share of the rows is not fitted on: it says when to stop, and how far off each column usually is.</summary>
    public double StoppingShare { get; init; } = .1;
    public int Epochs { get; init; } = 15;

    /// <summary>Stop after so many epochs without a smaller error on the newest rows; the best is kept.</summary>
    public int Patience { get; init; } = 3;
    public int Batch { get; init; } = 512;
    public double Rate { get; init; } = .003;

    /// <summary>Share of the values hidden from the network, which it must guess from the others.</summary>
    public double Masked { get; init; } = .4;

    /// <summary>Standard deviation of what is added to the values it sees.</summary>
    public double Noise { get; init; } = .3;
    public int Seed { get; init; } = 1;

    /// <summary>Any number gives the same network.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>The options by name, as a model card keeps them. Threads are left out: they change nothing.</summary>
    public IReadOnlyDictionary<string, string> ToCard() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["learner"] = "denoising autoencoder",
        ["columns"] = Columns is null ? "behaviour" : string.Join(' ', Columns),
        ["hidden"] = Text(Hidden),
        ["middle"] = Text(Middle),
        ["mostRows"] = Text(MostRows),
        ["stoppingShare"] = Text(StoppingShare),
        ["epochs"] = Text(Epochs),
        ["patience"] = Text(Patience),
        ["batch"] = Text(Batch),
        ["rate"] = Text(Rate),
        ["masked"] = Text(Masked),
        ["noise"] = Text(Noise),
        ["seed"] = Text(Seed)
    };

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    internal void Check()
    {
        Require(Hidden is >= 1 and <= 1024 && Middle is >= 1 and <= 1024, "Hidden and Middle are 1 to 1,024");
        Require(MostRows is >= 100 and <= 2_000_000, "MostRows is 100 to 2,000,000");
        Require(StoppingShare is > 0 and <= .5, "StoppingShare is in (0, 0.5]");
        Require(Epochs >= 1 && Patience >= 1 && Batch >= 1, "Epochs, Patience and Batch are at least 1");
        Require(Rate is > 0 and < 1, "Rate is in (0, 1)");
        Require(Masked is >= 0 and < 1 && Noise is >= 0 and < 10, "Masked is in [0, 1) and Noise at least 0");
        Require(Threads is >= 1 and <= 64, "Threads is 1 to 64");
    }

    private static void Require(bool holds, string sentence)
    {
        if (!holds)
            throw new ArgumentException(sentence + ".");
    }
}
