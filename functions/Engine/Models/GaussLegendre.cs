namespace FraudFunctions.Engine.Models;

/// <summary>Points and weights on [0, 1] that integrate every polynomial of degree below 2n exactly (Abramowitz and Stegun 25.4.29).</summary>
/// <remarks>Example: two points, .2113 and .7887, each of weight .5, give the integral of t³ as .25.</remarks>
internal static class GaussLegendre
{
    internal static (double[] Points, double[] Weights) Rule(int count)
    {
        var points = new double[count];
        var weights = new double[count];
        for (var i = 0; i < count; i++)
        {
            // Newton's method on the Legendre polynomial from its asymptotic root: a handful of steps to the last bit.
            var x = Math.Cos(Math.PI * (i + .75) / (count + .5));
            double slope = 0;
            for (var step = 0; step < 20; step++)
            {
                (var value, slope) = Legendre(count, x);
                x -= value / slope;
            }
            points[i] = (1 - x) / 2;
            weights[i] = 1 / ((1 - x * x) * slope * slope);
        }
        return (points, weights);
    }

    private static (double Value, double Slope) Legendre(int degree, double x)
    {
        double previous = 1, value = x;
        for (var k = 2; k <= degree; k++)
            (previous, value) = (value, ((2 * k - 1) * x * value - (k - 1) * previous) / k);
        return (value, degree * (x * value - previous) / (x * x - 1));
    }
}
