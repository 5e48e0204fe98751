using System.Globalization;
using FraudFunctions.Engine.Labels;

namespace FraudFunctions.App.Decisions;

/// <summary>Where labels lie among the documents of a customer. One source says one thing of a transaction at one time.</summary>
internal static class LabelDocument
{
    public static string IdOf(Label label)
        => string.Create(CultureInfo.InvariantCulture, $"label:{label.TransactionId}:{label.Source}:{label.KnownTime.ToUnixTimeMilliseconds()}");
}
