using System.Globalization;
using System.Text;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// A decision that came by a call is not redelivered by a stream when the process dies between its commit and what follows. A note written with it
/// stays until the decision has been seen on the stream of decisions.
/// </summary>
internal static class Outbox
{
    public const string Prefix = "outbox:";
    public const string IndexPrefix = "outbox/";

    public static Write Entry(Decision decision)
        => new Write.Create(IdOf(decision.Transaction.Id), Encoding.UTF8.GetBytes($$"""{"kind":"outbox"}"""), IndexOf(decision.ArrivedAt));

    public static string IdOf(string transactionId) => Prefix + transactionId;

    /// <summary>Sorts by age.</summary>
    public static string IndexOf(DateTimeOffset arrived) => IndexPrefix + arrived.ToUniversalTime().ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);
}
