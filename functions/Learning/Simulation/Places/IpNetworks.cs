using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation.Chances;

namespace FraudFunctions.Learning.Simulation.Places;

/// <summary>An IP address and where it seems to be.</summary>
internal sealed record Network(string Ip, Geo Geo);

/// <summary>
/// The internet as a bank sees it, in address ranges nobody owns: homes in 10/8, mobile carriers behind shared
/// addresses in 100.64/10, hotels in 172.16/12, hosting in 198.18/15. Thieves use all four, so no range gives them away.
/// </summary>
internal sealed class IpNetworks(long seed)
{
    // A carrier puts thousands of customers behind each address: sharing an IP is no sign of guilt.
    private const int MobilePerCity = 48, HotelsPerCity = 24, Hosting = 400;

    private readonly Network?[] mobile = new Network?[Cities.All.Length * MobilePerCity];
    private readonly Network?[] hotels = new Network?[Cities.All.Length * HotelsPerCity];
    private readonly Network?[] hosting = new Network?[Hosting];

    /// <summary>A line of one's own.</summary>
    public static Network Home(ref Chance chance, Geo geo)
        => new($"10.{chance.Below(256)}.{chance.Below(256)}.{chance.Between(1, 254)}", geo);

    public Network Mobile(ref Chance chance, City city)
    {
        int slot = city.Index * MobilePerCity + chance.Below(MobilePerCity);
        return mobile[slot] ??= new($"100.{64 + city.Index}.{slot % MobilePerCity}.{Byte(slot)}", city.Geo);
    }

    public Network Hotel(ref Chance chance, City city)
    {
        int slot = city.Index * HotelsPerCity + chance.Below(HotelsPerCity);
        return hotels[slot] ??= new($"172.{16 + city.Index % 16}.{slot % 256}.{Byte(slot + 100_000)}", city.Geo);
    }

    /// <summary>A hosting company's address: a private network's way out, or a thief's.</summary>
    public Network Hosted(ref Chance chance)
    {
        int slot = chance.Below(Hosting);
        return hosting[slot] ??= new($"198.{18 + slot / 256}.{slot % 256}.{Byte(slot + 200_000)}", Cities.All[slot * 7 % Cities.All.Length].Geo);
    }

    private int Byte(int slot) => Chance.Of(seed, Strand.Network, slot).Between(1, 254);
}
