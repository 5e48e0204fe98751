using FraudFunctions.Learning.Simulation.Chances;

namespace FraudFunctions.Learning.Simulation.Places;

/// <summary>The map: a home market of two countries, and where its people travel.</summary>
internal static class Cities
{
    public static readonly City[] All = [.. Home().Concat(Abroad())];
    public static readonly City[] HomeOnes = [.. All.Where(city => city.IsHome)];
    public static readonly City[] AbroadOnes = [.. All.Where(city => !city.IsHome)];

    private static readonly double[] homeWeights = Chance.RunningTotals(HomeOnes.Select(city => city.Weight));
    private static readonly double[] abroadWeights = Chance.RunningTotals(AbroadOnes.Select(city => city.Weight));

    public static City AtHome(ref Chance chance) => HomeOnes[chance.Pick(homeWeights)];

    public static City Away(ref Chance chance) => AbroadOnes[chance.Pick(abroadWeights)];

    private static IEnumerable<City> Home()
    {
        (string Country, double Latitude, double Longitude, double Weight)[] rows =
        [
            ("DE", 52.5200, 13.4050, 36), // Berlin
            ("DE", 53.5511, 9.9937, 19), // Hamburg
            ("DE", 48.1351, 11.5820, 15), // Munich
            ("DE", 50.9375, 6.9603, 11), // Cologne
            ("DE", 50.1109, 8.6821, 8), // Frankfurt
            ("DE", 48.7758, 9.1829, 6), // Stuttgart
            ("DE", 51.2277, 6.7735, 6), // Düsseldorf
            ("DE", 51.3397, 12.3731, 6), // Leipzig
            ("DE", 51.5136, 7.4653, 6), // Dortmund
            ("DE", 53.0793, 8.8017, 6), // Bremen
            ("DE", 51.0504, 13.7373, 6), // Dresden
            ("DE", 52.3759, 9.7320, 5), // Hanover
            ("DE", 49.4521, 11.0767, 5), // Nuremberg
            ("DE", 54.3233, 10.1228, 3), // Kiel
            ("DE", 47.9990, 7.8421, 2), // Freiburg
            ("DE", 50.9787, 11.0328, 2), // Erfurt
            ("DE", 54.0924, 12.0991, 2), // Rostock
            ("AT", 48.2082, 16.3738, 12), // Vienna
            ("AT", 47.0707, 15.4395, 3), // Graz
            ("AT", 48.3069, 14.2858, 2), // Linz
            ("AT", 47.8095, 13.0550, 2), // Salzburg
        ];
        return rows.Select((row, i) => new City(i, row.Country, row.Latitude, row.Longitude, row.Weight, 1, Currency.Euro, true));
    }

    private static IEnumerable<City> Abroad()
    {
        (string Country, double Latitude, double Longitude, double Weight, int HoursAhead, Currency Currency)[] rows =
        [
            ("ES", 41.3874, 2.1686, 12, 1, Currency.Euro), // Barcelona
            ("ES", 39.5696, 2.6502, 14, 1, Currency.Euro), // Palma
            ("IT", 41.9028, 12.4964, 12, 1, Currency.Euro), // Rome
            ("FR", 48.8566, 2.3522, 9, 1, Currency.Euro), // Paris
            ("NL", 52.3676, 4.9041, 8, 1, Currency.Euro), // Amsterdam
            ("GR", 37.9838, 23.7275, 8, 2, Currency.Euro), // Athens
            ("GB", 51.5072, -0.1276, 7, 0, Currency.Pound), // London
            ("CH", 47.3769, 8.5417, 5, 1, Currency.Franc), // Zürich
            ("CZ", 50.0755, 14.4378, 5, 1, Currency.Koruna), // Prague
            ("PL", 52.2297, 21.0122, 4, 1, Currency.Zloty), // Warsaw
            ("TR", 41.0082, 28.9784, 8, 3, Currency.Lira), // Istanbul
            ("SE", 59.3293, 18.0686, 2, 1, Currency.Krona), // Stockholm
            ("US", 40.7128, -74.0060, 4, -5, Currency.Dollar), // New York
            ("TN", 36.8065, 10.1815, 3, 1, Currency.Dinar), // Tunis
            ("TH", 13.7563, 100.5018, 2, 7, Currency.Baht), // Bangkok
            ("JP", 35.6762, 139.6503, 2, 9, Currency.Yen), // Tokyo
        ];
        return rows.Select((row, i) => new City(21 + i, row.Country, row.Latitude, row.Longitude, row.Weight, row.HoursAhead, row.Currency, false));
    }
}
