using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Learning.Simulation.Places;

namespace FraudFunctions.Learning.Simulation.People;

/// <summary>Device ids as a bank's script makes them out: mostly one's own, sometimes new each time, sometimes somebody else's too.</summary>
internal sealed class Devices(long seed)
{
    // The commonest phones as they leave the shop cannot be told apart, nor can the machines of an office or a library.
    private const int LookalikesPerCity = 60;

    private readonly string?[] lookalikes = new string?[Cities.All.Length * LookalikesPerCity];

    /// <summary>Device number <paramref name="number"/> of an owner. Example: d5f0c3a9e71b2.</summary>
    public string Of(long owner, int number)
    {
        var chance = Chance.Of(seed, Strand.Device, owner, number);
        return $"d{chance.Next() >> 16:x12}";
    }

    public string Lookalike(ref Chance chance, City city)
    {
        int slot = city.Index * LookalikesPerCity + chance.Below(LookalikesPerCity);
        return lookalikes[slot] ??= Of(long.MinValue, slot);
    }

    /// <summary>On the web: a private window or cleared cookies make a device nobody has seen before.</summary>
    public string OnTheWeb(Person person, string device)
    {
        ref var chance = ref person.Chance;
        return chance.Unit() switch
        {
            < 0.025 => Of(person.Index, 1_000 + person.PrivateWindows++),
            < 0.055 => Lookalike(ref chance, person.City),
            _ => device,
        };
    }
}
