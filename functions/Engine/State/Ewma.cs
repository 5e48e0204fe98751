namespace FraudFunctions.Engine.State;

/// <summary>Exponentially weighted mean and variance (West 1979): the newest value weighs <c>alpha</c>, older ones fade.</summary>
/// <example>alpha .2 over 1, 1, 2 gives mean 1.2.</example>
public struct Ewma
{
    public double Mean;
    public double Variance;
    public bool Started;

    public void Add(double value, double alpha)
    {
        if (!Started)
        {
            (Mean, Started) = (value, true);
            return;
        }
        double difference = value - Mean;
        double increment = alpha * difference;
        Mean += increment;
        Variance = (1 - alpha) * (Variance + difference * increment);
    }
}
