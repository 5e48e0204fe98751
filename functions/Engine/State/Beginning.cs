namespace FraudFunctions.Engine.State;

/// <summary>
/// Since when somebody has been around, as far as event times tell: since the first event, unless the second lies further behind it than the horizon.
/// A lone event proves no age: a date that was mistyped, or put back on purpose, must not make a new account an old one. The two oldest times say it,
/// so that the order of arrival does not matter.
/// </summary>
public struct Beginning
{
    public uint First;
    public uint Second;

    public void Add(uint time)
    {
        if (First == 0 || time < First)
            (First, Second) = (time, First);
        else if (Second == 0 || time < Second)
            Second = time;
    }

    public readonly uint Since(uint horizon) => Second > First && Second - First > horizon ? Second : First;
}
