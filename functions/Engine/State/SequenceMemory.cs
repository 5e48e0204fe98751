using System.Globalization;

namespace FraudFunctions.Engine.State;

/// <summary>
/// What a sequence model has kept of a customer's transactions: its hidden units, rounded to halves so that two models' memories fit into a state.
/// Never written into: a step makes another one.
/// </summary>
public sealed class SequenceMemory(ulong model, Half[] units)
{
    // The champion's and that of the model in its shadow; a third has nobody who reads it.
    public const int Most = 2;

    public static IReadOnlyList<SequenceMemory> None { get; } = [];

    /// <summary>The first eight bytes of the id of the model that it belongs to.</summary>
    public ulong Model { get; } = model;

    public ReadOnlySpan<Half> Units => units;

    public static ulong TagOf(string modelId) => ulong.Parse(modelId.AsSpan(0, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
