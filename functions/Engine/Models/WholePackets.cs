namespace FraudFunctions.Engine.Models;

/// <summary>
/// Fills a batch up to whole packets. ONNX Runtime computes functions such as tanh several numbers at a time and the rest of a batch one by one, which
/// may differ in the last bit: a row must come out the same alone, when it is derived again, as it did among hundreds.
/// </summary>
internal static class WholePackets
{
    // As many rows as the widest processors have lanes: whatever the width of a layer, its numbers fill whole packets.
    private const int Rows = 16;

    /// <summary>How many rows to run so that none is left over.</summary>
    internal static int Filled(int rows) => (rows + Rows - 1) / Rows * Rows;

    /// <summary>The rows with zeros behind them.</summary>
    internal static float[] Fill(ReadOnlySpan<float> rows, int width, int count)
    {
        float[] filled = new float[Filled(count) * width];
        rows.CopyTo(filled);
        return filled;
    }
}
