using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FraudFunctions.Engine.Money;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.State;

namespace FraudFunctions.Engine.Features;

/// <summary>What the definition of a feature depends on besides its code.</summary>
public sealed record FeatureOptions
{
    /// <summary>How long a payment must go without a fraud label before it counts as genuine.</summary>
    public uint LabelDelaySeconds { get; init; } = 7 * 86_400;

    /// <summary>The share of fraud assumed where nothing is known.</summary>
    public double FraudPrior { get; init; } = .008;
    public ReferenceRates Rates { get; init; } = ReferenceRates.Default;
}

/// <summary>
/// The feature vector: named columns in one order, with a version and a hash over everything their values depend on. A model states the hash
/// it was trained on and refuses another.
/// </summary>
public sealed class FeatureSchema
{
    // Raise it when the meaning of a column changes, or how reasons are told of it, without anything of the column itself changing.
    private const int DefinitionVersion = 5;

    // NaN for a customer's first event only.
    private const string GapColumn = "customer_gap_log";

    // NaN until the customer's first payment.
    private const string HabitColumn = "customer_log_amount_difference";

    private readonly FeatureBlock[] blocks;
    private readonly int gapColumn;
    private readonly int habitColumn;

    private FeatureSchema(string name, FeatureOptions options, FeatureBlock[] blocks)
    {
        this.blocks = blocks;
        Name = name;
        Options = options;
        Columns = [.. blocks.SelectMany(block => block.Columns)];
        Hash = HashOf(name, options, Columns);
        gapColumn = Columns.TakeWhile(column => column.Name != GapColumn).Count();
        habitColumn = Columns.TakeWhile(column => column.Name != HabitColumn).Count();
    }

    public string Name { get; }
    public FeatureOptions Options { get; }
    public IReadOnlyList<FeatureColumn> Columns { get; }
    public int Width => Columns.Count;

    /// <summary>SHA-256 over name, version, options and columns, in hex.</summary>
    public string Hash { get; }

    /// <summary>The features that decisions are made on.</summary>
    public static FeatureSchema Payments(FeatureOptions? options = null) => Of("payments", options ?? new(), chosen =>
    [
        new PaymentBlock(),
        new CustomerWindowBlock(),
        new CustomerHabitBlock(),
        new MerchantBlock(chosen),
        new SharedEntityBlock(EntityKind.Device, "device", ReasonCodes.DeviceShared, ReasonCodes.DeviceNew, ReasonCodes.DeviceFraud),
        new SharedEntityBlock(EntityKind.Ip, "ip", ReasonCodes.IpShared, ReasonCodes.IpNew, ReasonCodes.IpFraud),
        new SharedEntityBlock(EntityKind.Counterparty, "counterparty", ReasonCodes.CounterpartyFanIn, ReasonCodes.CounterpartyNew, ReasonCodes.CounterpartyFraud),
    ]);

    /// <summary>The fifteen features of the Fraud Detection Handbook, for comparison.</summary>
    public static FeatureSchema Handbook(FeatureOptions? options = null) => Of("handbook", options ?? new(), chosen => [new HandbookBlock(chosen)]);

    /// <summary>Writes the features of one transaction; the states are those before it.</summary>
    public void Write(in FeatureInput input, Span<float> values)
    {
        int from = 0;
        foreach (FeatureBlock block in blocks)
        {
            block.Write(input, values.Slice(from, block.Columns.Count));
            from += block.Columns.Count;
        }
    }

    /// <summary>Whether the customer had an event before this row; false as well where the schema cannot tell.</summary>
    public bool KnowsCustomer(ReadOnlySpan<float> row) => gapColumn < Width && !float.IsNaN(row[gapColumn]);

    /// <summary>Whether the customer has paid before, so that there is a habit to speak of; true as well where the schema cannot tell.</summary>
    public bool HasHabit(ReadOnlySpan<float> row) => habitColumn == Width || !float.IsNaN(row[habitColumn]);

    /// <summary>Whether the words of a reason code are true of a row: by the columns that have a say in it, or that any of them has a value.</summary>
    public bool BearsOut(string code, ReadOnlySpan<float> row)
    {
        (bool hasSay, bool hasValue) = (false, false);
        for (int column = 0; column < Width; column++)
        {
            if (Columns[column].ReasonCode != code)
                continue;
            if (Columns[column].BearsOut(row[column]))
                return true;
            hasSay |= Columns[column].HasSay;
            hasValue |= !float.IsNaN(row[column]);
        }
        return !hasSay && hasValue;
    }

    private static FeatureSchema Of(string name, FeatureOptions options, Func<FeatureOptions, FeatureBlock[]> blocks) => new(name, options, blocks(options));

    private static string HashOf(string name, FeatureOptions options, IReadOnlyList<FeatureColumn> columns)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{name}\n{DefinitionVersion}\n{options.LabelDelaySeconds}\n{options.FraudPrior:R}\n{options.Rates.BaseCurrency}\n");
        foreach ((string currency, double rate) in options.Rates.BasePerUnit.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{currency}={rate:R}\n");
        foreach (FeatureColumn column in columns)
            text.Append(CultureInfo.InvariantCulture, $"{column.Name}\t{column.Meaning}\t{column.ReasonCode}\t{column.From:R}\t{column.Below:R}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
