namespace FraudFunctions.Learning.Networks.Recurrent;

/// <summary>A piece of many histories side by side: which row stands at each step of each lane, whether memory comes in, and what it is to teach.</summary>
/// <remarks>Time-major: step s of lane l is at s·lanes + l. Row -1 is none.</remarks>
internal sealed class Window(int steps, int lanes)
{
    internal int Steps { get; } = steps;
    internal int Lanes { get; } = lanes;
    internal int[] Rows { get; } = new int[steps * lanes];

    /// <summary>0 where a lane begins with an empty memory, else 1.</summary>
    internal float[] Keep { get; } = new float[steps * lanes];
}
