namespace FraudFunctions.Engine.Models;

/// <summary>
/// One step of a customer's story: the payment's features and what was remembered of all payments before it in, two probabilities and the next
/// memory out. Implementations are safe to call from many threads at once.
/// </summary>
/// <remarks>A memory of zeros is a customer never seen. Between steps the caller keeps it rounded to <see cref="Half"/>.</remarks>
public interface ISequenceModel
{
    /// <summary>Content hash of the model (SHA-256, lower-case hex): two models with one id score alike.</summary>
    string Id { get; }

    /// <summary>Features per row.</summary>
    int Width { get; }

    /// <summary>Numbers that a customer is remembered by.</summary>
    int Units { get; }

    /// <summary>Hash of the feature schema the model was trained on; a row of another schema must not be scored.</summary>
    string SchemaHash { get; }

    /// <summary>Takes n different customers one step further.</summary>
    /// <param name="rows">Row-major, n × <see cref="Width"/>, all columns of the schema; NaN stands for missing.</param>
    /// <param name="memory">n × <see cref="Units"/>, from before these transactions.</param>
    /// <param name="nextMemory">The same after them; must not overlap <paramref name="memory"/>.</param>
    /// <param name="fraud">n probabilities that this transaction is a fraud, given it and all before it.</param>
    /// <param name="month">n probabilities that the customer has a fraud in the 30 days after it.</param>
    void Step(ReadOnlySpan<float> rows, ReadOnlySpan<float> memory, Span<float> nextMemory, Span<float> fraud, Span<float> month);
}

/// <summary>The one check every sequence model makes before it reads a row.</summary>
internal static class StepShape
{
    internal static void Check(ISequenceModel model, int rows, int memory, int nextMemory, int fraud, int month)
    {
        RowShape.Check(rows, model.Width, fraud);
        if (memory != (long)fraud * model.Units || nextMemory != memory || month != fraud)
            throw new ArgumentException($"{memory} remembered values in, {nextMemory} out, {fraud} and {month} probabilities do not belong to {fraud} customers with {model.Units} units.");
    }
}
