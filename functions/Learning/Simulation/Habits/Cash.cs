using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.People;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.Habits;

/// <summary>Cash from the machine in round sums, and now and then some paid in.</summary>
internal static class Cash
{
    public static void Plan(Person person, World world)
    {
        ref var chance = ref person.Chance;
        var today = world.Today;
        double perDay = person.Segment.CashPerMonth / 30 * (person.IsAway(today.Index) ? 2.5 : 1) * person.Ramp;
        if (chance.Hits(perDay) && !person.IsOnTheWay(today.Index)
            && world.Shops.At(ref chance, person.Whereabouts(today.Index), Categories.Atm) is { Category.Mcc: "6011" } atm)
        {
            long ticks = Sessions.Moment(person, world, OpenHours.Fuel);
            long cents = Prices.Rounded(Prices.Draw(ref chance, 75 * person.Purse, 0.7, PriceStyle.Plain));
            world.Agenda.Add(Moves.Cash(person, atm, ticks, Math.Min(cents, 1_000_00)) with { IsOdd = person.IsAway(today.Index) });
        }

        if (chance.Hits(0.004) && !person.IsAway(today.Index))
            world.Agenda.Add(Moves.CashIn(person, today.Ticks + chance.Hours(8, 16), Prices.BetweenPeople(ref chance, 160, 0.8), chance.Hits(0.6) ? Channel.Atm : Channel.Branch));
    }
}
