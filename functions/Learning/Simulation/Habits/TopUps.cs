using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.People;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.Habits;

/// <summary>Credit for a phone, a wallet, a gift card; a few customers put savings into coins.</summary>
internal static class TopUps
{
    public static void Plan(Person person, World world)
    {
        ref var chance = ref person.Chance;
        bool coins = person.HoldsCoins && chance.Hits(0.06);
        if (!coins && !chance.Hits(person.Segment.TopUpsPerMonth / 30))
            return;
        var category = coins ? Categories.Coins : chance.Pick(Categories.TopUps);
        if (world.Shops.Online(ref chance, category) is not { } shop)
            return;
        long cents = Prices.Rounded(Prices.Draw(ref chance, (coins ? 110 : 18) * person.Purse, coins ? 1 : 0.5, PriceStyle.Plain));
        long ticks = Sessions.Moment(person, world, OpenHours.Anytime);
        world.Agenda.Add(Moves.TopUp(person, shop, ticks, cents, Sessions.Device(person), Sessions.Network(person, world), Moves.WebProof(ref chance, shop, cents)));
    }
}
