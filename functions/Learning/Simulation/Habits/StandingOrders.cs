using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.People;

namespace FraudFunctions.Learning.Simulation.Habits;

/// <summary>What leaves by itself: rent, energy, insurance, savings, and what is subscribed to. No device, no network, before dawn.</summary>
internal static class StandingOrders
{
    private const int RentDay = 2, EnergyDay = 6, InsuranceDay = 11;

    public static void Plan(Person person, World world)
    {
        ref var chance = ref person.Chance;
        var today = world.Today;
        // Supplier and landlord follow from who and where one is; the landlord changes with the home.
        if (today.Pays(RentDay))
            Order(person, world, world.Payees.Of(person.Index, 1_000 + person.HomesMoved), person.RentCents);
        if (today.Pays(EnergyDay))
            Order(person, world, world.Payees.Supplier(person.Index), 38_00 + person.RentCents / 9);
        if (today.Pays(InsuranceDay))
            Order(person, world, world.Payees.Supplier(person.Index * 7 + 11), 22_00 + (long)(person.IncomeCents / 45));
        // What is left over two months' income the day after pay day goes to the savings account elsewhere.
        if (today.Index == person.LastPayDay + 1 && person.BalanceCents > 2 * person.IncomeCents)
            Order(person, world, world.Payees.Of(person.Index, 999), (long)((person.BalanceCents - 1.5 * person.IncomeCents) / 50_00) * 50_00);
        foreach (var (shop, day, cents) in person.Subscriptions)
        {
            if (today.Pays(day))
                world.Agenda.Add(Moves.OnlineCard(person, shop, today.Ticks + chance.Hours(1, 9), cents, null, null, Authentication.None));
        }
    }

    private static void Order(Person person, World world, Counterparty payee, long cents)
    {
        if (cents > 0)
            world.Agenda.Add(Moves.Transfer(person, payee, world.Today.Ticks + person.Chance.Hours(2, 6), cents, Channel.Online));
    }
}
