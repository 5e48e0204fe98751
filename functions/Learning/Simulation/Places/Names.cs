using FraudFunctions.Learning.Simulation.Chances;

namespace FraudFunctions.Learning.Simulation.Places;

/// <summary>Names put together from invented parts: they sound like a person or a firm and are nobody's on purpose.</summary>
internal static class Names
{
    private static readonly string[] first =
        ["Alva", "Bero", "Calin", "Dorle", "Edda", "Fenja", "Gero", "Halka", "Ivo", "Jelte", "Karsa", "Linnea", "Mirko", "Nela", "Ove", "Pia",
         "Quirin", "Runa", "Sölve", "Tamme", "Ulla", "Veit", "Wenke", "Yara", "Zeno"];

    private static readonly string[] start =
        ["Alten", "Birk", "Dorn", "Eber", "Fal", "Grün", "Hasel", "Kirch", "Lind", "Moor", "Nord", "Oster", "Reh", "Sand", "Tann", "Ulm", "Wald", "Zell"];

    private static readonly string[] end =
        ["au", "bach", "berg", "brink", "dahl", "feldt", "hagen", "horst", "kamp", "mann", "moser", "reuter", "stedt", "thal", "wig"];

    private static readonly string[] trade =
        [" Energie AG", " Bau GmbH", " & Partner, Immobilien", " Handel KG", " Versicherung a. G.", " Technik GmbH", " Logistik SE", " \"Haus & Hof\" e. K.", " Stiftung", " Werke AG"];

    public static string Person(ref Chance chance) => $"{chance.Pick(first)} {Surname(ref chance)}";

    public static string Firm(ref Chance chance) => Surname(ref chance) + chance.Pick(trade);

    private static string Surname(ref Chance chance) => chance.Pick(start) + chance.Pick(end);
}
