using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.People;
using FraudFunctions.Learning.Simulation.Places;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.Stories;

/// <summary>
/// A skimmer on a terminal or a script in a web shop reads cards for one to two weeks. One to four weeks after it is
/// gone, a part of them is used elsewhere online, a few payments each, spread over weeks.
/// </summary>
/// <remarks>
/// Gives it away: what the victims have in common, one merchant in one window before the fraud (the common point of
/// purchase); then unknown devices, shared between a few of them. Does not: the amount, the shop where the fraud happens,
/// anything about one victim alone. The payments at the leaking merchant are honest.
/// </remarks>
internal sealed class CompromisedMerchant : IFraudStory
{
    public Story Story => Story.CompromisedMerchant;
    public double PerIncident => 38;
    public int LeadDays => 0;

    public void Begin(Incident incident, World world)
    {
        ref var chance = ref incident.Chance;
        if (Busy(ref chance, world) is not { Leak: null } shop)
            return;
        long from = incident.DayTicks, until = from + chance.Hours(6 * 24, 16 * 24);
        var leak = new Leak(from, until);
        shop.Leak = leak;
        world.Agenda.At(until, (_, _) => shop.Leak = null);
        world.Agenda.At(until + chance.Hours(5 * 24, 25 * 24), (ticks, _) => Use(incident, world, leak.Cards, ticks));
    }

    /// <summary>A merchant by how often customers go there: where somebody's next purchase might be.</summary>
    private static Shop? Busy(ref Chance chance, World world)
    {
        if (world.Anyone(ref chance) is not { } somebody)
            return null;
        var category = Categories.Next(ref chance, somebody.Segment);
        return chance.Hits(category.OnlineShare) ? world.Shops.Online(ref chance, category) : world.Shops.At(ref chance, somebody.City, category);
    }

    private static void Use(Incident incident, World world, IReadOnlyList<Person> cards, long ticks)
    {
        ref var chance = ref incident.Chance;
        double sold = chance.Between(0.45, 0.9);
        var networks = new List<Network>();
        for (int i = 0; i < 8; i++)
            networks.Add(incident.Network(world));
        for (int card = 0; card < cards.Count; card++)
        {
            if (!chance.Hits(sold))
                continue;
            // Half of the buyers work with their own machine, half with one that turns up for several cards.
            string device = incident.Device(world, chance.Hits(0.5) ? 100 + card : chance.Below(6));
            long at = ticks + chance.Hours(0, 16 * 24);
            for (int times = chance.Between(1, 3); times > 0; times--)
            {
                Pay(incident, world, cards[card], device, chance.Pick(networks), at);
                at += chance.Hits(0.6) ? chance.Minutes(3, 240) : chance.Hours(12, 72);
            }
        }
    }

    private static void Pay(Incident incident, World world, Person victim, string device, Network network, long ticks)
    {
        ref var chance = ref incident.Chance;
        var category = chance.Hits(0.5) ? chance.Pick(Categories.Goods) : Categories.Next(ref chance, victim.Segment);
        if (world.Shops.Online(ref chance, category) is not { } shop)
            return;
        long cents = Prices.Draw(ref chance, 75, 0.8, shop.Category.Style);
        var proof = chance.Unit() switch { < 0.1 => Authentication.Strong, < 0.75 => Authentication.Frictionless, _ => Authentication.None };
        world.Agenda.Add(Moves.OnlineCard(victim, shop, ticks, cents, device, network, proof) with { Incident = incident, TakesLess = true });
    }
}
