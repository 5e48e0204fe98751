namespace FraudFunctions.Learning.Simulation.Shops;

/// <summary>
/// One line of trade: its ISO 18245 code, price (median in euro, spread), how much of it is online, when, and how many
/// shops of a thousand are in it.
/// </summary>
internal sealed record Category(
    string Mcc, double Euro, double Sigma, double OnlineShare, OpenHours Hours, PriceStyle Style, int Shops, double[] Visits, Traits Traits = Traits.None)
{
    public int Index { get; init; }

    public bool Is(Traits trait) => (Traits & trait) != 0;
}

/// <summary>What a line of trade is good for.</summary>
/// <remarks>Goods: worth stealing and sold on easily. Trifles: small online amounts, where a stolen card is tried out.</remarks>
[Flags]
internal enum Traits { None = 0, Subscription = 1, Returns = 2, Goods = 4, Trifles = 8, Cash = 16, TopUp = 32, Coins = 64, Spree = 128, Trip = 256 }
