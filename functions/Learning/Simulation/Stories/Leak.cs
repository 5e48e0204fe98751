using FraudFunctions.Learning.Simulation.People;

namespace FraudFunctions.Learning.Simulation.Stories;

/// <summary>The cards a thief reads at one merchant between two moments.</summary>
internal sealed class Leak(long from, long until)
{
    // A thief sells the first numbers and does not wait for the rest.
    private const int Most = 40;

    private readonly List<Person> cards = [];

    public IReadOnlyList<Person> Cards => cards;

    public void Read(Person person, long ticks)
    {
        if (ticks >= from && ticks < until && cards.Count < Most && !cards.Contains(person))
            cards.Add(person);
    }
}
