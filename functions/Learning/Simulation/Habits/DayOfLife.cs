using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.People;

namespace FraudFunctions.Learning.Simulation.Habits;

/// <summary>A customer's honest day, habit by habit.</summary>
internal static class DayOfLife
{
    public static void Plan(Person person, World world)
    {
        if (!person.IsActive(world.Today.Index))
            return;
        Episodes.Advance(person, world);
        Income.Plan(person, world);
        StandingOrders.Plan(person, world);
        Spending.Plan(person, world);
        Cash.Plan(person, world);
        Transfers.Plan(person, world);
        TopUps.Plan(person, world);
        if (person.Segment == Segment.SmallBusiness)
            Trade.Plan(person, world);
    }
}
