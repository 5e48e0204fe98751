using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Learning.Simulation.Places;

namespace FraudFunctions.Learning.Simulation.Shops;

/// <summary>All merchants, to be found by trade and city; within each the choice follows a long tail of popularity.</summary>
internal sealed class ShopMap
{
    // Home web shops, then Luxembourg, Ireland and the countries that bill in their own money.
    private static readonly (string Country, Currency Currency)[] webHomes =
        [("DE", Currency.Euro), ("LU", Currency.Euro), ("IE", Currency.Euro), ("AT", Currency.Euro), ("GB", Currency.Pound), ("US", Currency.Dollar), ("PL", Currency.Zloty)];
    private static readonly double[] webWeights = Chance.RunningTotals([62, 14, 9, 6, 4, 4, 1]);
    private static readonly double[] density = Chance.RunningTotals(Categories.All.Select(category => (double)category.Shops));

    private static readonly (Category Category, City? City)[] firstOnes = [.. FirstOnes()];

    private readonly Shelf[] local, online, byCity;

    public ShopMap(long seed, int count)
    {
        var shops = new List<Shop>(count);
        for (int i = 0; i < count; i++)
            shops.Add(Found(seed, i));
        int categories = Categories.All.Length;
        local = [.. Shelves(shops, Cities.All.Length * categories, shop => shop.City is { } city ? city.Index * categories + shop.Category.Index : -1)];
        online = [.. Shelves(shops, categories, shop => shop.City is null ? shop.Category.Index : -1)];
        byCity = [.. Shelves(shops, Cities.All.Length, shop => shop.City is { } city && !shop.Category.Is(Traits.Cash) ? city.Index : -1)];
    }

    /// <summary>A shop of this trade in this city, or else any shop there: nobody is in two cities within the hour. Null where there is none.</summary>
    public Shop? At(ref Chance chance, City city, Category category)
        => local[city.Index * Categories.All.Length + category.Index].Pick(ref chance) ?? byCity[city.Index].Pick(ref chance);

    /// <summary>A web shop of this trade; null when it only sells over the counter.</summary>
    public Shop? Online(ref Chance chance, Category category) => online[category.Index].Pick(ref chance);

    private static Shop Found(long seed, int index)
    {
        var chance = Chance.Of(seed, Strand.Shop, index);
        // The first ones fill the map (see SimulationOptions.FewestMerchants), the others go where people and demand are.
        var (category, city) = index < firstOnes.Length ? firstOnes[index] : (Categories.All[chance.Pick(density)], null);
        bool isOnline = city is null && chance.Hits(category.OnlineShare);
        string id = $"m{index:D6}";
        double dearness = chance.LogNormal(1, 0.25);
        // Pareto: the best known takes a large part, thousands share the rest.
        double popularity = Math.Min(60, ExactMath.Pow(1 - chance.Unit(), -0.8));
        if (isOnline || (index < firstOnes.Length && city is null))
        {
            var (country, currency) = webHomes[chance.Pick(webWeights)];
            return new(new(id, category.Mcc, country), category, null, null, currency, dearness, popularity);
        }

        city ??= chance.Hits(0.88) ? Cities.AtHome(ref chance) : Cities.Away(ref chance);
        var geo = city.Spot(chance.Normal(), chance.Normal());
        return new(new(id, category.Mcc, city.Country), category, city, geo, city.Currency, dearness, popularity);
    }

    // Null is the web. Every trade with a counter has one in the largest city, every city what one needs each day.
    private static IEnumerable<(Category Category, City? City)> FirstOnes()
    {
        foreach (var category in Categories.All.Where(category => category.OnlineShare > 0))
            yield return (category, null);
        foreach (var category in Categories.All.Where(category => category.OnlineShare < 1))
            yield return (category, Cities.HomeOnes[0]);
        foreach (var city in Cities.All)
            yield return (Categories.Atm, city);
        foreach (var city in Cities.HomeOnes)
        {
            yield return (Categories.One("5411"), city);
            yield return (Categories.One("5812"), city);
        }
    }

    private static IEnumerable<Shelf> Shelves(List<Shop> shops, int count, Func<Shop, int> place)
    {
        var shelves = Enumerable.Range(0, count).Select(_ => new List<Shop>()).ToArray();
        foreach (var shop in shops)
        {
            if (place(shop) is >= 0 and var at)
                shelves[at].Add(shop);
        }

        return shelves.Select(shelf => new Shelf([.. shelf], Chance.RunningTotals(shelf.Select(shop => shop.Popularity))));
    }

    private readonly record struct Shelf(Shop[] Shops, double[] Totals)
    {
        public Shop? Pick(ref Chance chance) => Shops.Length == 0 ? null : Shops[chance.Pick(Totals)];
    }
}
