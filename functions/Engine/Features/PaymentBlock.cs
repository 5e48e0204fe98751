using System.Globalization;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Engine.Features;

/// <summary>The transaction by itself.</summary>
internal sealed class PaymentBlock : FeatureBlock
{
    public override IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("amount", "Amount in base units", ReasonCodes.Amount) { From = 200 },
        new("amount_log", "ln(1 + amount)", ReasonCodes.Amount),
        new("hour", "Hour of day in UTC, with fraction", ReasonCodes.UnusualTime),
        new("is_weekend", "1 on Saturday and Sunday", ReasonCodes.UnusualTime),
        new("is_credit", "1 when the money comes in", ReasonCodes.PaymentKind),
        new("type", "Kind of movement: payment 0, transfer 1, withdrawal 2, deposit 3, top-up 4, refund 5", ReasonCodes.PaymentKind),
        new("channel", "pos 0, online 1, atm 2, branch 3, app 4, phone 5", ReasonCodes.PaymentKind),
        new("card_not_present", "card present 0, not present 1; NaN when nobody said", ReasonCodes.PaymentKind),
        new("authentication", "none 0, PIN 1, frictionless 2, strong 3; NaN when nobody said", ReasonCodes.WeakAuthentication) { Below = 1 },
        new("merchant_mcc", "Merchant category as a number", ReasonCodes.MerchantCategory),
        new("balance_share", "Amount by balance before it; NaN when the balance is unknown", ReasonCodes.BalanceDrained) { From = .5f },
    ];

    public override void Write(in FeatureInput input, Span<float> values)
    {
        Transaction transaction = input.Transaction;
        double amount = input.Payment.AmountMinor / 100.0;
        values[0] = (float)amount;
        values[1] = (float)input.Payment.LogAmount;
        values[2] = input.Payment.Time % 86_400 / 3_600f;
        values[3] = transaction.Time.UtcDateTime.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1 : 0;
        values[4] = input.Payment.Credit ? 1 : 0;
        values[5] = (float)transaction.Type;
        values[6] = (float)transaction.Channel;
        values[7] = transaction.CardPresence is { } presence ? (float)presence : float.NaN;
        values[8] = transaction.Authentication is { } authentication ? (float)authentication : float.NaN;
        values[9] = transaction.Merchant?.Mcc is { } mcc ? int.Parse(mcc, CultureInfo.InvariantCulture) : float.NaN;
        // An empty or overdrawn account: the whole of it and more.
        values[10] = transaction.BalanceBeforeMinor is { } balance ? (float)Math.Min(transaction.AmountMinor / (double)Math.Max(balance, 1), 10) : float.NaN;
    }
}
