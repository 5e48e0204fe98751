namespace FraudFunctions.Engine.Models;

/// <summary>One number that a network sees of a row: a column on a robust scale, or how near it is to one of its values.</summary>
/// <remarks>
/// A level is asinh((x - centre) / scale), straight near the centre and logarithmic far from it, cut at ±4. A hat is 1 at its centre and falls to 0
/// within one scale: with scale 1 it says whether a code is this one, with scale 3 hours it is a share of the clock.
/// Example: centre 50, scale 20 take 50 to 0, 70 to .88 and 1,000,000 to 4; as a hat they take 50 to 1, 60 to .5 and 90 to 0.
/// </remarks>
/// <param name="Column">Index in the feature row.</param>
/// <param name="Centre">Where the input is 0 (a level) or 1 (a hat).</param>
/// <param name="Scale">Above 0.</param>
/// <param name="Hat">Whether it is a hat.</param>
/// <param name="Missing">What stands for a value that is not there.</param>
public readonly record struct SequenceInput(int Column, float Centre, float Scale, bool Hat, float Missing)
{
    // asinh 27 scales from the centre: beyond, one outlier is like another.
    public const float Most = 4;

    /// <summary>1 where the column has no value, else 0.</summary>
    public static SequenceInput WhetherMissing(int column) => new(column, float.MaxValue, 1, true, 1);

    public float Of(float value)
    {
        if (float.IsNaN(value))
            return Missing;
        float distance = (value - Centre) / Scale;
        return Hat ? Math.Max(0, 1 - Math.Abs(distance)) : Math.Clamp(MathF.Asinh(distance), -Most, Most);
    }
}
