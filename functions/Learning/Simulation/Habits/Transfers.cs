using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.People;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.Habits;

/// <summary>Money sent by hand: to friends, for bills, to old and new payees, some of it large; and the kitty a few keep for others.</summary>
internal static class Transfers
{
    public static void Plan(Person person, World world)
    {
        ref var chance = ref person.Chance;
        for (int count = chance.Poisson(person.Segment.TransfersPerMonth / 30 * person.Activity); count > 0; count--)
            Send(person, world);
        if (person.KeepsTheKitty && world.Today.Date.Day == 3 + person.Index % 20)
            CollectKitty(person, world);
    }

    private static void Send(Person person, World world)
    {
        ref var chance = ref person.Chance;
        long ticks = Sessions.Moment(person, world, person.BanksOffline ? OpenHours.Office : OpenHours.Anytime);
        double at = chance.Unit();
        if (at < 0.3 && world.FriendOf(person, ref chance) is { } friend)
            world.Agenda.Add(Sessions.Transfer(person, world, friend.Account, ticks, Prices.BetweenPeople(ref chance, 28 * person.Purse, 0.9)) with { Receiver = friend });
        else if (at < 0.55)
            // A bill: odd cents, a firm that bills many.
            world.Agenda.Add(Sessions.Transfer(person, world, world.Payees.Firm(ref chance), ticks, Prices.Draw(ref chance, 70 * person.Purse, 0.9, PriceStyle.Plain)));
        else if (at < 0.9)
            world.Agenda.Add(Sessions.Transfer(person, world, world.Payees.Of(person.Index, chance.Below(person.PayeesKnown)), ticks, Prices.BetweenPeople(ref chance, 60 * person.Purse, 0.9)));
        else
            PaySomebodyNew(person, world, ticks);
    }

    // Every tenth transfer: a craftsman, a landlord's deposit, a used car. The honest twin of a scam.
    private static void PaySomebodyNew(Person person, World world, long ticks)
    {
        ref var chance = ref person.Chance;
        var payee = world.Payees.Of(person.Index, person.PayeesKnown++);
        var move = Sessions.Transfer(person, world, payee, ticks, Prices.BetweenPeople(ref chance, 140 * person.Purse, 1.2)) with { IsOdd = true };
        world.Agenda.Add(chance.Hits(0.12) ? move with { Share = chance.Between(0.25, 0.8) } : move);
    }

    // The one who books the holiday house: many small sums in, one large sum on within days. The honest twin of a mule.
    private static void CollectKitty(Person person, World world)
    {
        ref var chance = ref person.Chance;
        long share = chance.Between(2, 15) * 10_00;
        int givers = chance.Between(3, 9);
        for (int i = 0; i < givers; i++)
        {
            long ticks = world.Today.Ticks + chance.Hours(6, 21);
            if (world.FriendOf(person, ref chance) is { } friend && chance.Hits(0.5))
                world.Agenda.Add(Moves.Transfer(friend, person.Account, ticks, share, Engine.Transactions.Channel.App, friend.Devices[0], friend.HomeNetwork) with { Receiver = person });
            else
                world.Agenda.Add(Moves.Arrival(person, world.Payees.Of(person.Index, 100 + i), ticks, share));
        }

        long paid = world.Today.Ticks + chance.Hours(22, 40);
        world.Agenda.Add(Sessions.Transfer(person, world, world.Payees.Firm(ref chance), paid, share * givers));
    }
}
