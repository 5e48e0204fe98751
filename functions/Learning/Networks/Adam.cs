using System.Numerics.Tensors;

namespace FraudFunctions.Learning.Networks;

/// <summary>How <see cref="Adam"/> steps.</summary>
public sealed record AdamOptions
{
    public float Rate { get; init; } = .001f;
    public float FirstDecay { get; init; } = .9f;
    public float SecondDecay { get; init; } = .999f;

    // Keeps a weight whose gradient is nearly always zero from leaping at its first one.
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>A longer gradient is cut to this length; infinity leaves every gradient as it is.</summary>
    public float LongestGradient { get; init; } = 1;
}

/// <summary>Steps against the gradient, each weight at its own pace (Kingma and Ba 2015, algorithm 1), with long gradients cut first.</summary>
/// <remarks>Example: whatever its size, the first gradient moves a weight by the rate, against the gradient's sign.</remarks>
public sealed class Adam(int count, AdamOptions options)
{
    private readonly float[] first = new float[count];
    private readonly float[] second = new float[count];
    private double firstPower = 1, secondPower = 1;

    /// <summary>Moves the values by one step; <paramref name="pace"/> scales the rate for schedules. The gradients are left cut.</summary>
    public void Step(Span<float> values, Span<float> gradients, float pace = 1)
    {
        if (values.Length != count || gradients.Length != count)
            throw new ArgumentException($"{values.Length} values and {gradients.Length} gradients are not {count}.");
        Cut(gradients, options.LongestGradient);
        firstPower *= options.FirstDecay;
        secondPower *= options.SecondDecay;
        float rate = (float)(pace * options.Rate / (1 - firstPower));
        float scale = (float)(1 / (1 - secondPower));
        for (int i = 0; i < gradients.Length; i++)
        {
            float gradient = gradients[i];
            first[i] += (1 - options.FirstDecay) * (gradient - first[i]);
            second[i] += (1 - options.SecondDecay) * (gradient * gradient - second[i]);
            values[i] -= rate * first[i] / (MathF.Sqrt(second[i] * scale) + options.Epsilon);
        }
    }

    /// <summary>Shortens the gradient to the given length, its direction unchanged (Pascanu et al. 2013).</summary>
    public static void Cut(Span<float> gradients, float longest)
    {
        float length = TensorPrimitives.Norm(gradients);
        if (length > longest)
            TensorPrimitives.Multiply(gradients, longest / length, gradients);
    }
}
