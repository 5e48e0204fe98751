using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.Habits;
using FraudFunctions.Learning.Simulation.Places;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.People;

/// <summary>What changes in a life and looks like fraud to a machine that knows only habits: trips, phones, moves, long silences.</summary>
internal static class Episodes
{
    private const int DaysPerPhone = 650, DaysPerPassword = 400, DaysPerMove = 2_200, DaysPerAddress = 40, DaysPerSilence = 1_500;

    public static void Advance(Person person, World world)
    {
        ref var chance = ref person.Chance;
        // One draw decides whether anything happens at all: most days nothing does.
        double trips = person.Segment.TripsPerYear / 365 * world.Today.Holidays;
        double others = 1.0 / DaysPerPhone + 1.0 / DaysPerPassword + 1.0 / DaysPerMove + 1.0 / DaysPerAddress + 1.0 / DaysPerSilence;
        double at = chance.Unit();
        if (at >= trips + others)
            return;
        if ((at -= trips) < 0)
            PlanTrip(person, world);
        else if ((at -= 1.0 / DaysPerPhone) < 0)
            BuyPhone(person, world);
        else if ((at -= 1.0 / DaysPerPassword) < 0)
            Hint(person, world, Hints.Password);
        else if ((at -= 1.0 / DaysPerMove) < 0)
            Move(person, world);
        else if ((at -= 1.0 / DaysPerAddress) < 0)
            person.HomeNetwork = IpNetworks.Home(ref chance, person.HomeNetwork.Geo);
        else if (person.JoinDay < world.Today.Index - 30 && !person.InStory)
            person.DormantUntil = world.Today.Index + chance.Between(20, 90);
    }

    // Booked from the sofa today, weeks ahead; a third of the trips stay at home in another city.
    private static void PlanTrip(Person person, World world)
    {
        ref var chance = ref person.Chance;
        if (world.Today.Index <= person.TripUntil)
            return;
        person.TripCity = chance.Hits(0.3) ? Cities.AtHome(ref chance) : Cities.Away(ref chance);
        person.TripFrom = world.Today.Index + (int)chance.LogNormal(14, 0.8) + 1;
        person.TripUntil = person.TripFrom + chance.Between(3, 14);
        if (chance.Hits(0.6))
            Spending.BuyOnline(person, world, Categories.Airline);
        if (chance.Hits(0.6))
            Spending.BuyOnline(person, world, Categories.Hotel);
    }

    private static void BuyPhone(Person person, World world)
    {
        person.PhonesBought++;
        person.Devices[0] = world.Devices.Of(person.Index, 1 + person.PhonesBought);
        Hint(person, world, person.Chance.Hits(0.3) ? Hints.PhoneNumber : Hints.DeviceBinding);
    }

    private static void Move(Person person, World world)
    {
        ref var chance = ref person.Chance;
        if (chance.Hits(0.4))
            person.City = Cities.AtHome(ref chance);
        person.HomeNetwork = IpNetworks.Home(ref chance, person.City.Spot(chance.Normal(), chance.Normal()));
        person.HomesMoved++;
        person.LastMove = world.Today.Index;
    }

    private static void Hint(Person person, World world, IReadOnlyList<KeyValuePair<string, string>> hint)
    {
        person.CredentialHint = hint;
        person.CredentialUntil = world.Today.Ticks + person.Chance.Hours(24, 72);
    }
}
