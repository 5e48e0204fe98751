namespace FraudFunctions.Engine.State;

/// <summary>Where a customer is at home and was last.</summary>
public struct Trail
{
    // About twenty places: long enough not to follow a holiday, short enough to follow a move.
    private const double HomeAlpha = .05;
    private const double EarthRadiusKm = 6371;

    public double HomeLatitude, HomeLongitude, LastLatitude, LastLongitude;
    public uint LastTime;
    public bool Started;

    public void Add(double latitude, double longitude, uint time)
    {
        if (!Started)
            (HomeLatitude, HomeLongitude, Started) = (latitude, longitude, true);
        HomeLatitude += HomeAlpha * (latitude - HomeLatitude);
        HomeLongitude += HomeAlpha * (longitude - HomeLongitude);
        if (time >= LastTime)
            (LastLatitude, LastLongitude, LastTime) = (latitude, longitude, time);
    }

    public readonly double KmFromHome(double latitude, double longitude)
        => Started ? Km(HomeLatitude, HomeLongitude, latitude, longitude) : double.NaN;

    /// <summary>How fast the customer would have had to travel since the last known place, counting at least a minute.</summary>
    public readonly double KmPerHour(double latitude, double longitude, uint time)
    {
        if (!Started)
            return double.NaN;
        double hours = Math.Max(Math.Abs((double)time - LastTime), 60) / 3600;
        return Km(LastLatitude, LastLongitude, latitude, longitude) / hours;
    }

    // Haversine formula.
    private static double Km(double latitude1, double longitude1, double latitude2, double longitude2)
    {
        double dLatitude = double.DegreesToRadians(latitude2 - latitude1) / 2;
        double dLongitude = double.DegreesToRadians(longitude2 - longitude1) / 2;
        double h = Math.Pow(Math.Sin(dLatitude), 2)
            + Math.Cos(double.DegreesToRadians(latitude1)) * Math.Cos(double.DegreesToRadians(latitude2)) * Math.Pow(Math.Sin(dLongitude), 2);
        return 2 * EarthRadiusKm * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }
}
