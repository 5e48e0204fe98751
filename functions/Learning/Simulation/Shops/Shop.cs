using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation.Places;
using FraudFunctions.Learning.Simulation.Stories;

namespace FraudFunctions.Learning.Simulation.Shops;

/// <summary>A merchant: what it sells, where (a web shop is nowhere), how dear it is and how often it is chosen.</summary>
internal sealed class Shop(Merchant merchant, Category category, City? city, Geo? geo, Currency currency, double dearness, double popularity)
{
    public Merchant Merchant => merchant;
    public Category Category => category;
    public City? City => city;
    public Geo? Geo => geo;
    public Currency Currency => currency;
    public double Dearness => dearness;
    public double Popularity => popularity;

    /// <summary>Set while somebody reads the cards that are used here.</summary>
    public Leak? Leak { get; set; }
}
