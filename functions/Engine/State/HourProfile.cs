namespace FraudFunctions.Engine.State;

/// <summary>The circular mean of the hour of day: midnight lies between 23 and 1, not twelve hours away.</summary>
public struct HourProfile
{
    private const double RadiansPerSecond = 2 * Math.PI / 86_400;

    public double Sine;
    public double Cosine;

    public void Add(uint time)
    {
        (double sine, double cosine) = Math.SinCos(time % 86_400 * RadiansPerSecond);
        Sine += sine;
        Cosine += cosine;
    }

    /// <summary>Hours between this time of day and the mean one, 0 to 12; NaN before the first event.</summary>
    public readonly double Distance(uint time)
    {
        if (Sine == 0 && Cosine == 0)
            return double.NaN;
        double difference = Math.Abs(time % 86_400 * RadiansPerSecond - Math.Atan2(Sine, Cosine)) % (2 * Math.PI);
        return Math.Min(difference, 2 * Math.PI - difference) / (2 * Math.PI) * 24;
    }
}
