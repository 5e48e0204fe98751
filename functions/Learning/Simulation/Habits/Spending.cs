using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.People;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.Habits;

/// <summary>Card payments in shops and on the web. Mostly the same few shops; sprees, games and moves make honest bursts.</summary>
internal static class Spending
{
    public static void Plan(Person person, World world)
    {
        ref var chance = ref person.Chance;
        int count = chance.Poisson(person.Segment.PaymentsPerDay * person.Activity * Appetite(person, world.Today));
        for (; count > 0; count--)
        {
            var category = Categories.Next(ref chance, person.Segment);
            if (chance.Hits(Math.Min(0.97, category.OnlineShare * person.Online)) || category.OnlineShare >= 1)
                BuyOnline(person, world, category);
            else if (!person.IsOnTheWay(world.Today.Index))
                BuyAtTill(person, world, category);
        }

        // A new home is furnished within weeks.
        if (world.Today.Index - person.LastMove < 21 && chance.Hits(0.25))
            BuyAtTill(person, world, Categories.Furniture);
    }

    public static void BuyOnline(Person person, World world, Category category)
    {
        ref var chance = ref person.Chance;
        if (Choose(person, world, category, isOnline: true) is not { } shop)
            return;
        long ticks = Sessions.Moment(person, world, OpenHours.Anytime);
        string device = world.Devices.OnTheWeb(person, Sessions.Device(person));
        var network = Sessions.Network(person, world);
        // Coins, lives and levels come in handfuls.
        int times = category == Categories.Games && chance.Hits(0.2) ? chance.Between(2, 7) : 1;
        for (; times > 0; times--)
        {
            long cents = Price(ref chance, person, shop);
            world.Agenda.Add(Moves.OnlineCard(person, shop, ticks, cents, device, network, Moves.WebProof(ref chance, shop, cents)) with { IsOdd = person.IsAway(world.Today.Index) });
            ticks += chance.Minutes(0.3, 9);
        }
    }

    private static void BuyAtTill(Person person, World world, Category category)
    {
        ref var chance = ref person.Chance;
        long ticks = Sessions.Moment(person, world, category.Hours);
        // An afternoon in town: one shop after the other.
        int shops = category.Is(Traits.Spree) && chance.Hits(0.2) ? chance.Between(2, 6) : 1;
        for (; shops > 0; shops--)
        {
            if (Choose(person, world, category, isOnline: false) is not { } shop)
                return;
            long cents = Price(ref chance, person, shop);
            world.Agenda.Add(Moves.AtTill(person, shop, ticks, cents, Moves.TillProof(ref chance, cents)) with { IsOdd = person.IsAway(world.Today.Index) });
            ticks += chance.Minutes(6, 50);
            category = chance.Pick(Categories.Sprees);
        }
    }

    /// <summary>Three favourites of each trade take most of it; the rest goes by popularity, and abroad everything does.</summary>
    private static Shop? Choose(Person person, World world, Category category, bool isOnline)
    {
        ref var chance = ref person.Chance;
        var city = person.Whereabouts(world.Today.Index);
        if (!chance.Hits(0.75) || (city != person.City && !isOnline))
            return isOnline ? world.Shops.Online(ref chance, category) : world.Shops.At(ref chance, city, category);
        int rank = Math.Min(chance.Below(3), chance.Below(3));
        var taste = Chance.Of(world.Seed, Strand.Favourite, person.Index * 64L + category.Index, (isOnline ? 0 : person.HomesMoved + 1) * 4 + rank);
        return isOnline ? world.Shops.Online(ref taste, category) : world.Shops.At(ref taste, city, category);
    }

    private static long Price(ref Chance chance, Person person, Shop shop)
        => Prices.Draw(ref chance, shop.Category.Euro * shop.Dearness * person.Purse, shop.Category.Sigma, shop.Category.Style);

    private static double Appetite(Person person, Today today)
    {
        double appetite = today.Shopping * person.Ramp * (today.IsWeekend ? person.Segment.Weekends : 0.96);
        appetite *= today.Index - person.LastPayDay < 5 ? 1.25 : 0.95;
        if (person.IsAway(today.Index))
            appetite *= 1.5;
        // When the money runs out before the month does.
        if (person.BalanceCents < 0.1 * person.IncomeCents)
            appetite *= 0.6;
        return Math.Abs(today.Date.DayOfYear - person.Birthday) <= 1 ? appetite * 1.4 : appetite;
    }
}
