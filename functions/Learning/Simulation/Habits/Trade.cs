using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.People;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.Habits;

/// <summary>A small business: clients pay when they like, the till goes to the bank, taxes come four times a year.</summary>
internal static class Trade
{
    private const double InvoicesPerMonth = 11;

    public static void Plan(Person person, World world)
    {
        ref var chance = ref person.Chance;
        var today = world.Today;
        if (!today.IsWeekend)
        {
            // 22 working days a month; the mean of the log-normal below is 1.35 times its median.
            double euro = person.IncomeCents / 100 / InvoicesPerMonth / 1.35;
            for (int count = chance.Poisson(InvoicesPerMonth / 22); count > 0; count--)
            {
                var client = chance.Hits(0.4) ? world.Payees.Firm(ref chance) : world.Payees.Of(person.Index, 2_000 + chance.Below(60));
                world.Agenda.Add(Moves.Arrival(person, client, today.Ticks + chance.Hours(6, 17), Prices.Draw(ref chance, euro, 0.78, PriceStyle.Plain)));
            }

            if (chance.Hits(0.09))
                world.Agenda.Add(Moves.CashIn(person, today.Ticks + chance.Hours(8, 16), Prices.Rounded(Prices.Draw(ref chance, 350, 0.7, PriceStyle.Plain)), Channel.Branch));
        }

        if (today.Date.Month % 3 == 0 && today.Pays(10))
            world.Agenda.Add(Sessions.Transfer(person, world, world.Payees.Supplier(23), Sessions.Moment(person, world, OpenHours.Office), (long)(person.IncomeCents * 0.45)));
        // Suppliers and, at the end of the month, a helping hand or two.
        if (today.Pays(27))
            world.Agenda.Add(Sessions.Transfer(person, world, world.Payees.Of(person.Index, 3_000), Sessions.Moment(person, world, OpenHours.Office), (long)(person.IncomeCents * 0.2)));
        if (chance.Hits(0.12) && !today.IsWeekend)
            world.Agenda.Add(Sessions.Transfer(person, world, world.Payees.Firm(ref chance), Sessions.Moment(person, world, OpenHours.Office), Prices.Draw(ref chance, 220, 0.9, PriceStyle.Plain)));
    }
}
