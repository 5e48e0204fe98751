using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.People;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.Stories;

/// <summary>
/// A batch of stolen card numbers is tried out: tiny online payments on many cards at one to three web shops from a few
/// devices and addresses, seconds apart. Hours or days later some of the cards that worked are hit hard elsewhere.
/// </summary>
/// <remarks>
/// Gives it away: many customers on one device or address within minutes; a burst at a shop of trifles; for a card, a
/// trifle on an unknown device, then a large sum. Does not: the amount or the shop (students buy game coins in handfuls),
/// the address range, a shared device alone (households share tablets).
/// </remarks>
internal sealed class CardTesting : IFraudStory
{
    public Story Story => Story.CardTesting;
    public double PerIncident => 45;
    public int LeadDays => 0;

    public void Begin(Incident incident, World world)
    {
        ref var chance = ref incident.Chance;
        // A script runs when its owner sleeps or not: any hour, the night somewhat more.
        long ticks = incident.DayTicks + (chance.Hits(0.4) ? chance.Hours(0, 6) : chance.Hours(0, 23));
        int cards = Math.Min(chance.Between(12, 50), Math.Max(4, world.People.Count / 8));
        var shops = Enumerable.Range(0, chance.Between(1, 3)).Select(_ => world.Shops.Online(ref incident.Chance, incident.Chance.Pick(Categories.Trifles))).OfType<Shop>().ToArray();
        int devices = chance.Between(1, 4);
        var networks = Enumerable.Range(0, chance.Between(1, 5)).Select(_ => incident.Network(world)).ToArray();
        for (int card = 0; card < cards; card++)
        {
            if (world.Anyone(ref chance) is not { } victim)
                continue;
            for (int tries = chance.Hits(0.15) ? 2 : 1; tries > 0; tries--)
            {
                ticks += chance.Minutes(0.05, chance.Hits(0.1) ? 15 : 1.2);
                string device = incident.Device(world, chance.Below(devices));
                world.Agenda.Add(Tried(incident, victim, chance.Pick(shops), ticks) with { DeviceId = device, Network = chance.Pick(networks) });
            }

            if (chance.Hits(0.2))
                Hit(incident, world, victim, ticks + chance.Hours(0.5, 60));
        }
    }

    private static Move Tried(Incident incident, Person victim, Shop shop, long ticks)
    {
        ref var chance = ref incident.Chance;
        long cents = chance.Hits(0.6) ? Prices.Draw(ref chance, 2.5, 0.7, PriceStyle.Nines) : chance.Between(1, 4) * 1_00;
        var proof = chance.Hits(0.6) ? Authentication.Frictionless : Authentication.None;
        return Moves.OnlineCard(victim, shop, ticks, cents, null, null, proof) with { Incident = incident };
    }

    private static void Hit(Incident incident, World world, Person victim, long ticks)
    {
        ref var chance = ref incident.Chance;
        // Whoever bought the card number works elsewhere, half of the time.
        string device = incident.Device(world, chance.Hits(0.5) ? 0 : 10 + victim.Index);
        var network = incident.Network(world);
        for (int times = chance.Between(1, 3); times > 0; times--)
        {
            if (world.Shops.Online(ref chance, chance.Pick(Categories.Goods)) is not { } shop)
                continue;
            long cents = Prices.Draw(ref chance, 210, 0.7, shop.Category.Style);
            var proof = chance.Unit() switch { < 0.2 => Authentication.Strong, < 0.75 => Authentication.Frictionless, _ => Authentication.None };
            world.Agenda.Add(Moves.OnlineCard(victim, shop, ticks, cents, device, network, proof) with { Incident = incident, TakesLess = true });
            ticks += chance.Minutes(2, 60);
        }
    }
}
