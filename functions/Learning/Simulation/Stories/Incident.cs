using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.Places;

namespace FraudFunctions.Learning.Simulation.Stories;

/// <summary>One fraud as it runs: its number, its day, its chance and what its thieves work with.</summary>
internal sealed class Incident(Story story, long number, long dayTicks, Chance chance)
{
    public Chance Chance = chance;

    public Story Story => story;
    public long Number => number;

    /// <summary>Midnight of the day it begins.</summary>
    public long DayTicks => dayTicks;

    /// <summary>A device of the thieves; every fifth looks like many others. (Incident numbers lie far above customer numbers.)</summary>
    public string Device(World world, int which)
    {
        var look = Chance.Of(world.Seed, Strand.Device, -number, which);
        return look.Hits(0.2) ? world.Devices.Lookalike(ref look, Cities.AtHome(ref look)) : world.Devices.Of(number, which);
    }

    /// <summary>Where a thief seems to sit: a hijacked home line somewhere, a mobile carrier, hosting, or abroad.</summary>
    public Network Network(World world, double abroad = 0.15)
    {
        if (Chance.Hits(abroad))
            return world.Networks.Hotel(ref Chance, Cities.Away(ref Chance));
        var city = Cities.AtHome(ref Chance);
        return Chance.Unit() switch
        {
            < 0.45 => IpNetworks.Home(ref Chance, city.Spot(Chance.Normal(), Chance.Normal())),
            < 0.75 => world.Networks.Mobile(ref Chance, city),
            _ => world.Networks.Hosted(ref Chance),
        };
    }
}
