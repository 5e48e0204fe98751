using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.People;

namespace FraudFunctions.Learning.Simulation.Habits;

/// <summary>What comes in: salary or pension on the pay day, a first transfer to a new account, presents, small sums from elsewhere.</summary>
internal static class Income
{
    /// <summary>Small sums from other banks a month: a shared bill paid back, something sold.</summary>
    private const double Sundries = 0.8;

    public static void Plan(Person person, World world)
    {
        ref var chance = ref person.Chance;
        var today = world.Today;
        if (person.JoinDay == today.Index)
            Arrive(person, world, world.Payees.Of(person.Index, 0), person.IncomeCents * chance.Between(0.3, 1.5), hour: 7);
        if (person.Segment != Segment.SmallBusiness && today.Pays(person.PayDay))
        {
            person.LastPayDay = today.Index;
            // Overtime, a missed shift; the thirteenth salary in November for half of those who work.
            double factor = chance.Hits(0.7) ? 1 : chance.Between(0.92, 1.12);
            if (today.Date.Month == 11 && person.Segment != Segment.Pensioner && person.Index % 2 == 0)
                factor += 0.7;
            Arrive(person, world, person.Employer, person.IncomeCents * factor, hour: 3);
        }

        if (chance.Hits(Sundries / 30))
            Arrive(person, world, world.Payees.Of(person.Index, chance.Below(40)), 100 * chance.LogNormal(45, 0.9), chance.Between(7, 20));
        if (today.Date.DayOfYear == person.Birthday)
        {
            for (int gifts = chance.Poisson(1.2); gifts > 0; gifts--)
                Arrive(person, world, world.Payees.Of(person.Index, chance.Below(5)), chance.Between(2, 12) * 10_00, chance.Between(7, 20));
        }
    }

    private static void Arrive(Person person, World world, Engine.Transactions.Counterparty payer, double cents, int hour)
        => world.Agenda.Add(Moves.Arrival(person, payer, world.Today.Ticks + person.Chance.Hours(hour, hour + 3), Math.Max(100, (long)cents)));
}
