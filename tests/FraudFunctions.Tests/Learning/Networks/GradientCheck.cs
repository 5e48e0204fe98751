namespace FraudFunctions.Tests.Learning.Networks;

/// <summary>Holds a gradient against what the loss really does when one parameter is moved a little both ways.</summary>
internal static class GradientCheck
{
    /// <summary>The largest difference between slope and gradient, by the larger of the two (not less than <paramref name="floor"/>).</summary>
    internal static double Worst(Span<float> parameters, ReadOnlySpan<float> gradient, Func<double> loss, float step = 1e-2f, double floor = .05, int every = 1)
    {
        double worst = 0;
        for (int i = 0; i < parameters.Length; i += every)
        {
            float before = parameters[i];
            parameters[i] = before + step;
            double above = loss();
            parameters[i] = before - step;
            double below = loss();
            parameters[i] = before;
            double slope = (above - below) / (2.0 * step);
            worst = Math.Max(worst, Math.Abs(slope - gradient[i]) / Math.Max(floor, Math.Max(Math.Abs(slope), Math.Abs(gradient[i]))));
        }
        return worst;
    }
}
