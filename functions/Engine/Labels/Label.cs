namespace FraudFunctions.Engine.Labels;

/// <summary>What somebody said of a transaction later on. It counts from <see cref="KnownTime"/>, never before.</summary>
public sealed record Label
{
    public required string TransactionId { get; init; }
    public required string CustomerId { get; init; }
    public required Verdict Verdict { get; init; }

    /// <summary>When the labelled transaction happened.</summary>
    public required DateTimeOffset EventTime { get; init; }

    /// <summary>When the label became known.</summary>
    public required DateTimeOffset KnownTime { get; init; }
    public required LabelSource Source { get; init; }

    /// <summary>How far the source is to be trusted, in (0, 1].</summary>
    public double Confidence { get; init; } = 1;

    /// <summary>What of it counts in the ledger of its transaction.</summary>
    public Word Word => new(Verdict, Source, KnownTime);
}

/// <summary>What the label says.</summary>
public enum Verdict { Genuine, Fraud }

/// <summary>Who said it, in order of trust: an issuer's decline code comes in seconds, a settled dispute after months.</summary>
public enum LabelSource { Issuer, Analyst, EarlyFraudReport, Dispute, Final }
