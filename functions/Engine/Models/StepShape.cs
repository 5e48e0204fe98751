namespace FraudFunctions.Engine.Models;

/// <summary>The one check every sequence model makes before a step.</summary>
internal static class StepShape
{
    internal static void Check(ISequenceModel model, int rows, int memory, int nextMemory, int fraud, int month)
    {
        RowShape.Check(rows, model.Width, fraud);
        if (memory != (long)fraud * model.Units || nextMemory != memory || month != fraud)
            throw new ArgumentException($"{memory} remembered values in, {nextMemory} out, {fraud} and {month} probabilities do not belong to {fraud} customers with {model.Units} units.");
    }
}
