namespace FraudFunctions.Engine.State;

/// <summary>Mean and variance of all values so far, by Welford's recurrence.</summary>
public struct Spread
{
    public long Count;
    public double Mean;
    public double SquaredDeviations;

    public void Add(double value)
    {
        Count++;
        double difference = value - Mean;
        Mean += difference / Count;
        SquaredDeviations += difference * (value - Mean);
    }

    /// <summary>Sample standard deviation; NaN below two values.</summary>
    public readonly double Deviation => Count < 2 ? double.NaN : Math.Sqrt(SquaredDeviations / (Count - 1));
}
