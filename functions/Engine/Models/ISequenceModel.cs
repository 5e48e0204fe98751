namespace FraudFunctions.Engine.Models;

/// <summary>
/// A recurrent model, one step at a time: it reads a transaction and what it has kept of the customer so far, and says how likely fraud is, now and
/// in the month to come. Implementations are safe to call from many threads at once.
/// </summary>
public interface ISequenceModel
{
    /// <summary>Content hash of the model (SHA-256, lower-case hex). Memory of one model means nothing to another.</summary>
    string Id { get; }

    /// <summary>Features per row.</summary>
    int Width { get; }

    /// <summary>Numbers of memory per customer; all zero for one never seen.</summary>
    int Units { get; }

    string SchemaHash { get; }

    /// <summary>
    /// One step for each of n customers. <paramref name="rows"/> is n × <see cref="Width"/>, NaN for missing; the memories are n × <see cref="Units"/>.
    /// <paramref name="fraud"/>: that this transaction is fraud, given it and all before it. <paramref name="month"/>: that the customer has a fraud in
    /// the thirty days after it.
    /// </summary>
    void Step(ReadOnlySpan<float> rows, ReadOnlySpan<float> memory, Span<float> nextMemory, Span<float> fraud, Span<float> month);
}
