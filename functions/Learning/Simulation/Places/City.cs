using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Learning.Simulation.Places;

/// <summary>A city with its place on the map, its clock (summer time left out) and its money.</summary>
internal sealed record City(int Index, string Country, double Latitude, double Longitude, double Weight, int HoursAhead, Currency Currency, bool IsHome)
{
    /// <summary>Where address books put every network of the city.</summary>
    public Geo Geo { get; } = new(Latitude, Longitude);

    /// <summary>A point in the city, to about ten metres.</summary>
    public Geo Spot(double north, double east) => new(Round(Latitude + 0.05 * north), Round(Longitude + 0.08 * east));

    private static double Round(double degrees) => Math.Floor(degrees * 10_000 + 0.5) / 10_000;
}
