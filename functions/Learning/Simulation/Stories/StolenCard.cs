using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.People;
using FraudFunctions.Learning.Simulation.Places;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.Stories;

/// <summary>
/// A card is taken from a pocket: one or two small contactless payments to see whether it works, then shop after shop
/// with rising sums, and cash if the PIN was seen; until the owner misses it. Every fourth card travels first.
/// </summary>
/// <remarks>
/// Gives it away: payments minutes apart in trades and shops the customer does not use, sums that rise, the hour, cash
/// near the limit, now and then two cities at once. Does not: several shops in an afternoon (honest sprees), a strange city (honest trips), one large sum.
/// </remarks>
internal sealed class StolenCard : IFraudStory
{
    public Story Story => Story.StolenCard;
    public double PerIncident => 4.9;
    public int LeadDays => 0;

    public void Begin(Incident incident, World world)
    {
        ref var chance = ref incident.Chance;
        if (world.Anyone(ref chance) is not { } victim)
            return;
        long ticks = incident.DayTicks + chance.Hours(8, 22);
        // Missed after an hour or the next day.
        long missed = ticks + (long)(chance.LogNormal(6, 0.8) * TimeSpan.TicksPerHour);
        var city = victim.Whereabouts(world.Today.Index);
        if (chance.Hits(0.25))
        {
            // Taken on a train; the owner goes on paying where they are, by telephone.
            city = Cities.AtHome(ref chance);
            ticks += chance.Hours(1, 3);
        }

        double euro = chance.Between(8, 30);
        for (int probes = chance.Between(0, 2); probes > 0; probes--)
        {
            ticks += chance.Minutes(3, 25);
            Pay(incident, world, victim, city, ticks, euro);
        }

        bool knowsPin = chance.Hits(0.45);
        euro = chance.LogNormal(55, 0.5);
        for (int steps = chance.Between(2, 9); steps > 0; steps--)
        {
            ticks += chance.Minutes(4, 55);
            if (ticks > missed)
                return;
            if (knowsPin && chance.Hits(0.35))
                TakeCash(incident, world, victim, city, ticks);
            else
                Pay(incident, world, victim, city, ticks, knowsPin ? euro : Math.Min(euro, 45));
            euro *= chance.Between(0.9, 1.8);
        }
    }

    private static void Pay(Incident incident, World world, Person victim, City city, long ticks, double euro)
    {
        ref var chance = ref incident.Chance;
        var category = chance.Hits(0.45) ? chance.Pick(Categories.Goods) : chance.Hits(0.4) ? chance.Pick(Categories.Sprees) : Categories.Next(ref chance, Segment.Student);
        if (world.Shops.At(ref chance, city, category) is not { } shop)
            return;
        long cents = Prices.Draw(ref chance, euro, 0.3, shop.Category.Style);
        var proof = cents <= Moves.ContactlessCents ? Authentication.None : Authentication.Pin;
        world.Agenda.Add(Moves.AtTill(victim, shop, ticks, cents, proof) with { Incident = incident, TakesLess = true });
    }

    private static void TakeCash(Incident incident, World world, Person victim, City city, long ticks)
    {
        ref var chance = ref incident.Chance;
        if (world.Shops.At(ref chance, city, Categories.Atm) is { } atm)
            world.Agenda.Add(Moves.Cash(victim, atm, ticks, chance.Between(3, 20) * 50_00) with { Incident = incident, TakesLess = true });
    }
}
