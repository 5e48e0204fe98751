using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Learning.Simulation.People;
using static FraudFunctions.Learning.Simulation.Shops.OpenHours;
using static FraudFunctions.Learning.Simulation.Shops.PriceStyle;

namespace FraudFunctions.Learning.Simulation.Shops;

/// <summary>The lines of trade. Visits are relative, by segment: student, worker, family, affluent, pensioner, small business.</summary>
internal static class Categories
{
    public static readonly Category[] All = [.. Rows().Select((row, i) => row with { Index = i })];
    public static readonly Category Atm = One("6011");
    public static readonly Category Airline = One("4511");
    public static readonly Category Hotel = One("7011");
    public static readonly Category Furniture = One("5712");
    public static readonly Category Games = One("5816");
    public static readonly Category[] Goods = With(Traits.Goods);
    public static readonly Category[] Trifles = With(Traits.Trifles);
    public static readonly Category[] Subscriptions = With(Traits.Subscription);
    public static readonly Category[] TopUps = With(Traits.TopUp);
    public static readonly Category[] Sprees = With(Traits.Spree);
    public static readonly Category Coins = With(Traits.Coins)[0];

    private static readonly double[][] baskets =
        [.. Segment.All.Select((_, segment) => Chance.RunningTotals(All.Select(category => category.Visits[segment])))];

    /// <summary>What somebody of this segment pays for next.</summary>
    public static Category Next(ref Chance chance, Segment segment) => All[chance.Pick(baskets[segment.Index])];

    public static Category One(string mcc) => All.Single(category => category.Mcc == mcc);

    private static Category[] With(Traits trait) => [.. All.Where(category => category.Is(trait))];

    private static Category[] Rows() =>
    [
        new("5411", 26, 0.75, 0.04, Daytime, Plain, 120, [18, 20, 26, 16, 30, 8]), // supermarkets
        new("5499", 7, 0.6, 0, Fuel, Plain, 70, [10, 8, 6, 4, 6, 5]), // corner shops
        new("5462", 5, 0.5, 0, Bakery, Plain, 60, [8, 9, 10, 6, 12, 7]), // bakeries
        new("5812", 32, 0.6, 0.08, Dinner, Halves, 90, [5, 7, 6, 12, 6, 9]), // restaurants
        new("5814", 11, 0.5, 0.15, Dinner, Plain, 70, [12, 9, 7, 4, 2, 5]), // fast food
        new("5813", 14, 0.6, 0, Night, Halves, 40, [8, 5, 2, 4, 1, 1]), // bars
        new("5541", 52, 0.4, 0, Fuel, Plain, 50, [2, 7, 8, 7, 4, 14]), // petrol stations
        new("5912", 15, 0.7, 0.12, Daytime, Plain, 45, [4, 5, 7, 5, 11, 2]), // chemists
        new("5311", 42, 0.8, 0.15, Daytime, Nines, 30, [2, 3, 4, 5, 4, 2], Traits.Spree), // department stores
        new("5651", 48, 0.7, 0.4, Daytime, Nines, 50, [5, 5, 7, 7, 3, 1], Traits.Returns | Traits.Spree), // clothing
        new("5732", 120, 1.0, 0.5, Daytime, Nines, 35, [2, 2, 2, 3, 1, 5], Traits.Returns | Traits.Goods | Traits.Spree), // electronics
        new("5712", 180, 1.0, 0.25, Daytime, Nines, 20, [0.6, 0.6, 1, 1.4, 0.5, 1]), // furniture
        new("5200", 38, 0.9, 0.12, Daytime, Nines, 30, [1, 3, 4, 2, 3, 6]), // home supplies
        new("5945", 28, 0.7, 0.35, Daytime, Nines, 20, [1, 1, 5, 1, 1, 0.1], Traits.Spree), // toys and hobbies
        new("5942", 18, 0.6, 0.45, Daytime, Nines, 25, [3, 2, 3, 3, 3, 2]), // books
        new("5944", 140, 1.0, 0.2, Daytime, Whole, 12, [0.3, 0.5, 0.5, 1.5, 0.5, 0.2], Traits.Goods), // jewellery
        new("5941", 55, 0.8, 0.35, Daytime, Nines, 20, [2, 2, 3, 2, 1, 0.1], Traits.Returns | Traits.Spree), // sports
        new("5977", 24, 0.6, 0.35, Daytime, Nines, 20, [3, 2, 3, 3, 2, 1], Traits.Spree), // cosmetics
        new("4111", 6, 0.8, 0.45, Commute, Plain, 25, [12, 9, 5, 4, 4, 4]), // public transport
        new("4121", 17, 0.5, 0.5, Night, Halves, 20, [3, 2, 1, 5, 2, 4]), // taxis
        new("4511", 210, 0.7, 1, Anytime, Plain, 12, [0.2, 0.2, 0.2, 0.8, 0.1, 0.5], Traits.Goods | Traits.Trip), // airlines
        new("7011", 150, 0.6, 0.6, Office, Whole, 30, [0.2, 0.2, 0.3, 1.2, 0.3, 1], Traits.Trip), // hotels
        new("7523", 4, 0.6, 0.2, Office, Halves, 20, [1, 4, 4, 5, 2, 7]), // parking
        new("7230", 34, 0.4, 0, Office, Whole, 20, [1, 1.5, 2, 2, 3, 0.5]), // hairdressers
        new("7832", 19, 0.4, 0.4, Night, Halves, 12, [3, 2, 2, 2, 1, 0.1]), // cinemas
        new("7922", 75, 0.6, 1, Anytime, Plain, 10, [1.5, 1.2, 1, 2, 0.7, 0.3], Traits.Goods), // tickets
        new("7997", 29, 0.3, 1, Anytime, Nines, 10, [0, 0, 0, 0, 0, 0], Traits.Subscription), // gyms
        new("4899", 12, 0.3, 1, Anytime, Nines, 10, [0, 0, 0, 0, 0, 0], Traits.Subscription), // streaming
        new("4814", 20, 0.4, 1, Anytime, Whole, 10, [0, 0, 0, 0, 0, 0], Traits.Subscription | Traits.TopUp), // telephone
        new("5815", 4.5, 0.7, 1, Anytime, Nines, 15, [6, 3, 3, 2, 0.5, 1], Traits.Trifles), // films and music
        new("5816", 5, 0.8, 1, Anytime, Nines, 15, [6, 3, 3, 1, 0.3, 0.1], Traits.Trifles), // games
        new("5734", 30, 0.9, 1, Anytime, Nines, 12, [1, 1, 1, 1.5, 0.5, 5]), // software
        new("5262", 31, 0.95, 1, Anytime, Nines, 20, [7, 8, 9, 9, 4, 6], Traits.Returns | Traits.Goods), // marketplaces
        new("8398", 15, 0.9, 0.8, Anytime, Whole, 12, [0.6, 0.6, 0.9, 1.4, 1.4, 0.4], Traits.Trifles), // charities
        new("7995", 20, 0.9, 0.9, Night, Whole, 8, [1, 1, 0.4, 0.5, 0.3, 0.1]), // betting
        new("5943", 26, 0.9, 0.5, Office, Nines, 12, [1, 0.5, 0.7, 0.5, 0.2, 9]), // office supplies
        new("8011", 45, 0.8, 0, Office, Plain, 20, [0.5, 0.8, 1.2, 1.5, 3, 0.3]), // doctors
        new("6540", 25, 0.7, 1, Anytime, Whole, 8, [0.7, 0.5, 0.5, 0.3, 0.2, 0.2], Traits.Goods | Traits.TopUp), // prepaid and gift cards
        new("6051", 90, 1.0, 1, Anytime, Whole, 5, [0, 0, 0, 0, 0, 0], Traits.Coins), // coins and quasi cash
        new("6011", 90, 0.6, 0, Fuel, Whole, 70, [0, 0, 0, 0, 0, 0], Traits.Cash), // cash machines
    ];
}
