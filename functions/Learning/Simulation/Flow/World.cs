using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Learning.Simulation.People;
using FraudFunctions.Learning.Simulation.Places;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.Flow;

/// <summary>Everything there is on a day of the run: the map, the customers so far, the date and what is planned.</summary>
internal sealed class World
{
    // Friends live in the same block of customer numbers, so that a larger bank leaves their lives as they were.
    private const int Block = 32;

    private readonly SimulationOptions options;
    private readonly List<Person> people;

    public World(SimulationOptions options)
    {
        this.options = options;
        Shops = new ShopMap(options.Seed, options.Merchants);
        Networks = new IpNetworks(options.Seed);
        Payees = new Payees(options.Seed);
        Devices = new Devices(options.Seed);
        Today = new Today(-1, options.From.AddDays(-1));
        people = new List<Person>(options.Customers);
        for (int i = 0; i < options.Customers; i++)
            people.Add(Births.Create(this, i, joinDay: -1));
    }

    public long Seed => options.Seed;
    public ShopMap Shops { get; }
    public IpNetworks Networks { get; }
    public Payees Payees { get; }
    public Devices Devices { get; }
    public Agenda Agenda { get; } = new();
    public Today Today { get; private set; }
    public IReadOnlyList<Person> People => people;

    /// <summary>A new day: the calendar turns and new customers join.</summary>
    public void Open(int day)
    {
        Today = new Today(day, options.From.AddDays(day));
        Agenda.Open(Today.Ticks);
        int joined = (int)(options.Customers * options.NewCustomersPerYear * (day + 1) / 365);
        while (people.Count < options.Customers + joined)
            people.Add(Births.Create(this, people.Count, day));
    }

    /// <summary>Anyone who banks here today and is not taken by a story; null when luck finds nobody.</summary>
    public Person? Anyone(ref Chance chance, Func<Person, bool>? like = null)
    {
        for (int tries = 0; tries < 40; tries++)
        {
            var person = people[chance.Below(people.Count)];
            if (person.IsActive(Today.Index) && !person.InStory && (like is null || like(person)))
                return person;
        }

        return null;
    }

    /// <summary>A friend who banks here too, if there is one.</summary>
    public Person? FriendOf(Person person, ref Chance chance)
    {
        int index = person.Index / Block * Block + (person.Index + 1 + chance.Below(6)) % Block;
        return index < people.Count && index != person.Index && people[index].IsActive(Today.Index) ? people[index] : null;
    }
}
