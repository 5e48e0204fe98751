using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.People;
using FraudFunctions.Learning.Simulation.Places;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.Habits;

/// <summary>When a customer does a thing, on which device and from which network.</summary>
internal static class Sessions
{
    /// <summary>The moment today, in UTC: hours are drawn on the clock of where the person is.</summary>
    public static long Moment(Person person, World world, OpenHours hours)
    {
        var free = world.Today.IsWeekend ? FreeHours.Weekend : person.Segment.Weekdays;
        long local = Hours.Draw(ref person.Chance, hours, free, person.ShiftMinutes);
        return world.Today.Ticks + Hours.Wrap(local - person.Whereabouts(world.Today.Index).HoursAhead * TimeSpan.TicksPerHour);
    }

    /// <summary>The phone most of the time.</summary>
    public static string Device(Person person)
        => person.Devices.Length == 1 || person.Chance.Hits(0.7) ? person.Devices[0] : person.Devices[1 + person.Chance.Below(person.Devices.Length - 1)];

    public static Network Network(Person person, World world)
    {
        ref var chance = ref person.Chance;
        var city = person.Whereabouts(world.Today.Index);
        if (person.HidesAddress && chance.Hits(0.6))
            return world.Networks.Hosted(ref chance);
        if (person.IsAway(world.Today.Index))
            return chance.Hits(0.5) ? world.Networks.Hotel(ref chance, city) : world.Networks.Mobile(ref chance, city);
        return chance.Hits(0.6) ? person.HomeNetwork : world.Networks.Mobile(ref chance, city);
    }

    /// <summary>A transfer the way this person makes them: in the app, on the web, or with the clerk.</summary>
    public static Move Transfer(Person person, World world, Counterparty payee, long ticks, long cents)
    {
        if (person.BanksOffline)
            return Moves.Transfer(person, payee, ticks, cents, person.Chance.Hits(0.6) ? Channel.Branch : Channel.Phone);
        bool isApp = person.Chance.Hits(0.75);
        string device = Device(person);
        return Moves.Transfer(person, payee, ticks, cents, isApp ? Channel.App : Channel.Online, isApp ? device : world.Devices.OnTheWeb(person, device), Network(person, world));
    }
}
