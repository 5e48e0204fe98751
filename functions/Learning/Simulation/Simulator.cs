using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.Habits;
using FraudFunctions.Learning.Simulation.Stories;

namespace FraudFunctions.Learning.Simulation;

/// <summary>A bank with its customers, merchants and thieves, made of nothing but a seed.</summary>
public static class Simulator
{
    /// <summary>
    /// Payments and labels in order of time, made as they are asked for: a demo that waits for each event's time sees a
    /// live bank. Memory grows with customers, merchants and labels not yet known, not with the length of the run.
    /// The stream ends with the last day; labels that would come later are only in <see cref="SimulatedPayment.FirstLabel"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range; thrown at once, not at the first event.</exception>
    public static IEnumerable<SimulatedEvent> Run(SimulationOptions options)
    {
        options.Validate();
        return Stream(options);
    }

    private static IEnumerable<SimulatedEvent> Stream(SimulationOptions options)
    {
        var world = new World(options);
        var labels = new LabelDesk(options);
        var bank = new Bank(world, labels);
        var crimes = new Crimes(options);
        for (int day = 0; day < options.Days; day++)
        {
            world.Open(day);
            crimes.Begin(world);
            foreach (var person in world.People)
                DayOfLife.Plan(person, world);
            world.Agenda.Sort();
            while (world.Agenda.TryNext(out var move))
            {
                // A label of the same millisecond waits: what was not known before the payment was not known.
                while (labels.TryTake(move.Ticks - 1, out var known))
                    yield return new SimulatedLabel(known);
                if (bank.Execute(move) is { } payment)
                    yield return payment;
            }
        }

        while (labels.TryTake(long.MaxValue, out var known))
            yield return new SimulatedLabel(known);
    }
}
