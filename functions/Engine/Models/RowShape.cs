namespace FraudFunctions.Engine.Models;

/// <summary>The one check every model makes before it reads a row.</summary>
internal static class RowShape
{
    internal static void Check(int values, int width, int rows)
    {
        if (values != (long)rows * width)
            throw new ArgumentException($"{values} values are not {rows} rows of {width} features.");
    }
}
