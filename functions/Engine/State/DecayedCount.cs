namespace FraudFunctions.Engine.State;

/// <summary>
/// A count in which an event weighs e^(-age/tau): a window without a queue. An event out of order adds what is left of it,
/// so that the order of arrival does not matter.
/// </summary>
public struct DecayedCount
{
    public double Value;
    public uint Time;

    public readonly double At(uint now, double tauSeconds) => now >= Time ? Value * Math.Exp(-(now - Time) / tauSeconds) : Value;

    public void Add(uint time, double tauSeconds)
    {
        if (time >= Time)
            (Value, Time) = (At(time, tauSeconds) + 1, time);
        else
            Value += Math.Exp(-(Time - time) / tauSeconds);
    }
}
