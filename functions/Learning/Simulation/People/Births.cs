using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.Places;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.People;

/// <summary>Makes a customer out of the seed and their number.</summary>
internal static class Births
{
    private static readonly int[] payDays = [1, 15, 25, 27, 28];
    private static readonly double[] payDayWeights = Chance.RunningTotals([12, 18, 25, 20, 25]);

    public static Person Create(World world, int index, int joinDay)
    {
        var chance = Chance.Of(world.Seed, Strand.Person, index);
        // A household of two neighbours in number shares a city, a line and often a tablet: honest reasons for shared devices and addresses.
        var household = Chance.Of(world.Seed, Strand.Household, index / 2);
        bool isShared = household.Hits(0.35);
        ref var home = ref (isShared ? ref household : ref chance);
        var city = Cities.AtHome(ref home);
        var geo = city.Spot(home.Normal(), home.Normal());
        var line = IpNetworks.Home(ref home, geo);

        var segment = Segment.Draw(ref chance);
        double income = 100 * chance.LogNormal(segment.Income, segment.IncomeSigma);
        bool isBusiness = segment == Segment.SmallBusiness;
        string account = Iban.OfCustomer(index);
        return new Person
        {
            Index = index,
            Id = $"c{index:D6}",
            Account = new(account, isBusiness ? Names.Firm(ref chance) : Names.Person(ref chance), account[..2]),
            Segment = segment,
            JoinDay = joinDay,
            IncomeCents = income,
            PayDay = payDays[chance.Pick(payDayWeights)],
            Employer = world.Payees.Firm(ref chance),
            RentCents = (long)(income * segment.RentShare * chance.Between(0.7, 1.15) / 10_00) * 10_00,
            Activity = chance.LogNormal(1, 0.35),
            Purse = segment.Purse * Math.Sqrt(income / 100 / segment.Income) * chance.LogNormal(1, 0.2),
            Online = segment.Online * chance.LogNormal(1, 0.3),
            ShiftMinutes = chance.Between(-60, 90),
            Birthday = chance.Between(1, 365),
            BanksOffline = chance.Hits(segment.Offline),
            HidesAddress = chance.Hits(0.05),
            HoldsCoins = chance.Hits(0.04),
            KeepsTheKitty = chance.Hits(0.03),
            Subscriptions = Subscriptions(ref chance, world.Shops),
            City = city,
            HomeNetwork = line,
            Devices = Own(world.Devices, index, isShared, ref chance),
            PayeesKnown = chance.Between(3, 9),
            // The account opens empty; a first transfer in comes on the first day (see Income).
            BalanceCents = joinDay < 0 ? (long)(income * chance.Between(0.15, 1.3)) : 0,
            LimitCents = (long)(income * segment.Limit * chance.Between(0.4, 1.2) / 100_00) * 100_00,
            Chance = new Chance(chance.Next()),
        };
    }

    // The phone first; some add a laptop of their own and the household's tablet.
    private static string[] Own(Devices all, int index, bool isShared, ref Chance chance)
    {
        var devices = new List<string> { all.Of(index, 0) };
        if (chance.Hits(0.5))
            devices.Add(all.Of(index, 1));
        if (isShared && chance.Hits(0.6))
            devices.Add(all.Of(-1 - index / 2, 0));
        return [.. devices];
    }

    private static (Shop, int, long)[] Subscriptions(ref Chance chance, ShopMap shops)
    {
        var subscriptions = new (Shop, int, long)[chance.Poisson(2)];
        for (int i = 0; i < subscriptions.Length; i++)
        {
            var category = chance.Pick(Categories.Subscriptions);
            var shop = shops.Online(ref chance, category)!;
            subscriptions[i] = (shop, chance.Between(1, 28), Prices.Draw(ref chance, category.Euro, category.Sigma, PriceStyle.Nines));
        }

        return subscriptions;
    }
}
