using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.Habits;
using FraudFunctions.Learning.Simulation.People;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.Stories;

/// <summary>
/// A customer who never means to pay: months of good behaviour with slowly rising use and a rising limit, then, within
/// days, everything the limit gives, in goods that sell, gift cards, cash and transfers to themselves; and silence.
/// </summary>
/// <remarks>
/// Gives it away: a ramp a few per cent a week (each week within the own habit), then many large payments at once, down
/// to the last of the limit. Does not: device, place, proof or payee, all their own; an honest mover furnishes a home as
/// quickly. Nobody is robbed, so the only label is the debt written off, 30 days later at the earliest.
/// </remarks>
internal sealed class BustOut : IFraudStory
{
    private const int RampWeeks = 10;

    public Story Story => Story.BustOut;
    public double PerIncident => 18;
    public int LeadDays => 7 * RampWeeks;

    public void Begin(Incident incident, World world)
    {
        ref var chance = ref incident.Chance;
        if (world.Anyone(ref chance, person => person.Segment != Segment.Pensioner && person.LimitCents >= 300_00) is not { } person)
            return;
        long drain = incident.DayTicks + chance.Hours(5 * 7 * 24, RampWeeks * 7 * 24);
        if (drain < world.Today.Ticks)
            return;
        person.InStory = true;
        for (int week = 1; week <= RampWeeks; week++)
        {
            long ticks = incident.DayTicks + week * 7 * TimeSpan.TicksPerDay;
            if (ticks < drain)
                world.Agenda.At(ticks, (_, _) => Raise(person));
        }

        world.Agenda.At(drain, (ticks, _) => Drain(incident, world, person, ticks));
    }

    // Half of an ordinary week's own spread: no single week stands out.
    private static void Raise(Person person)
    {
        person.Ramp *= 1.05;
        person.LimitCents = (long)(person.LimitCents * 1.07) / 10_00 * 10_00;
    }

    private static void Drain(Incident incident, World world, Person person, long ticks)
    {
        ref var chance = ref incident.Chance;
        int days = chance.Between(2, 6);
        long end = ticks + days * TimeSpan.TicksPerDay;
        for (int payments = chance.Between(14, 34); payments > 0; payments--)
        {
            // By day, at the hours of shops (UTC 8 to 20).
            long at = ticks + chance.Below(days) * TimeSpan.TicksPerDay;
            at += chance.Hours(8, 20) - at % TimeSpan.TicksPerDay + TimeSpan.TicksPerDay;
            world.Agenda.At(at, (now, _) => Take(incident, world, person, now));
        }

        world.Agenda.At(end + 2 * TimeSpan.TicksPerDay, (_, _) => person.Gone = true);
    }

    private static void Take(Incident incident, World world, Person person, long ticks)
    {
        ref var chance = ref incident.Chance;
        long cents = (long)(person.AvailableCents * chance.Between(0.05, 0.25));
        if (cents < 10_00)
            return;
        var category = chance.Hits(0.7) ? chance.Pick(Categories.Goods) : chance.Pick(Categories.Sprees);
        var move = chance.Unit() switch
        {
            < 0.15 => Moves.Cash(person, world.Shops.At(ref chance, person.City, Categories.Atm)!, ticks, Math.Min(1_000_00, Prices.Rounded(cents))),
            < 0.3 => Sessions.Transfer(person, world, world.Payees.Of(incident.Number, 0), ticks, Prices.Rounded(cents)),
            < 0.65 when world.Shops.Online(ref chance, category) is { } web
                => Moves.OnlineCard(person, web, ticks, Prices.Round(ref chance, cents, web.Category.Style), Sessions.Device(person), Sessions.Network(person, world), Authentication.Strong),
            _ => Till(ref chance, world, person, category, ticks, cents),
        };
        world.Agenda.Add(move with { Incident = incident, TakesLess = true });
    }

    private static Move Till(ref Chance chance, World world, Person person, Category category, long ticks, long cents)
    {
        var shop = world.Shops.At(ref chance, person.City, category) ?? world.Shops.At(ref chance, person.City, Categories.Furniture)!;
        return Moves.AtTill(person, shop, ticks, Prices.Round(ref chance, cents, shop.Category.Style), Authentication.Pin);
    }
}
