using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Learning.Simulation.Flow;

namespace FraudFunctions.Learning.Simulation.Stories;

/// <summary>Decides each day which frauds begin, so that every story gets its share of the transactions.</summary>
internal sealed class Crimes(SimulationOptions options)
{
    /// <summary>Transactions a customer makes a day, all kinds together (measured).</summary>
    private const double PerCustomerDay = 2.1;

    private readonly Plot[] plots =
    [
        new(new CardTesting(), options),
        new(new StolenCard(), options),
        new(new AccountTakeover(), options),
        new(new CompromisedMerchant(), options),
        new(new MuleNetwork(), options),
        new(new BustOut(), options),
    ];

    public void Begin(World world)
    {
        foreach (var plot in plots)
        {
            // On the first day, also what was prepared before the run.
            for (int day = world.Today.Index == 0 ? -plot.Story.LeadDays : world.Today.Index; day <= world.Today.Index; day++)
                plot.Begin(day, world);
        }
    }

    /// <summary>When a story's incidents begin: at irregular steps of 0.4 to 1.6 times the mean, so that short runs see it too.</summary>
    private sealed class Plot(IFraudStory story, SimulationOptions options)
    {
        private readonly double perCustomer = options.Fraud.Of(story.Story) * PerCustomerDay / story.PerIncident;
        private readonly long first = (long)story.Story << 40;
        private Chance chance = Chance.Of(options.Seed, Strand.Incident, (long)story.Story << 40);
        private double sofar, next = -1;
        private int count;

        public IFraudStory Story => story;

        public void Begin(int day, World world)
        {
            if (next < 0)
                next = chance.Unit();
            for (sofar += perCustomer * world.People.Count; sofar >= next; next += chance.Between(0.4, 1.6))
            {
                long number = first + ++count;
                long ticks = world.Today.Ticks + (day - world.Today.Index) * TimeSpan.TicksPerDay;
                story.Begin(new Incident(story.Story, number, ticks, Chance.Of(options.Seed, Strand.Incident, number)), world);
            }
        }
    }
}
