using FraudFunctions.Engine.Reasons;

namespace FraudFunctions.Engine.Features;

/// <summary>
/// The fifteen features of the Fraud Detection Handbook (Le Borgne et al., chapter 3), under its own definitions, for comparison with
/// published results: customer windows include the transaction, terminal windows end a week ago.
/// </summary>
internal sealed class HandbookBlock(FeatureOptions options) : FeatureBlock
{
    public override IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("TX_AMOUNT", "Amount", ReasonCodes.Amount) { From = 200 },
        new("TX_DURING_WEEKEND", "1 on Saturday and Sunday", ReasonCodes.UnusualTime),
        new("TX_DURING_NIGHT", "1 from 0:00 to 6:59", ReasonCodes.UnusualTime),
        new("CUSTOMER_ID_NB_TX_1DAY_WINDOW", "Payments within the day", ReasonCodes.Velocity),
        new("CUSTOMER_ID_AVG_AMOUNT_1DAY_WINDOW", "Their mean amount", ReasonCodes.SpendHigh),
        new("CUSTOMER_ID_NB_TX_7DAY_WINDOW", "Payments within 7 days", ReasonCodes.Velocity),
        new("CUSTOMER_ID_AVG_AMOUNT_7DAY_WINDOW", "Their mean amount", ReasonCodes.SpendHigh),
        new("CUSTOMER_ID_NB_TX_30DAY_WINDOW", "Payments within 30 days", ReasonCodes.Velocity),
        new("CUSTOMER_ID_AVG_AMOUNT_30DAY_WINDOW", "Their mean amount", ReasonCodes.SpendHigh),
        new("TERMINAL_ID_NB_TX_1DAY_WINDOW", "Payments at the terminal on the last matured day", ReasonCodes.MerchantFraud),
        new("TERMINAL_ID_RISK_1DAY_WINDOW", "Share of frauds among them", ReasonCodes.MerchantFraud) { From = float.Epsilon },
        new("TERMINAL_ID_NB_TX_7DAY_WINDOW", "The same over 7 days", ReasonCodes.MerchantFraud),
        new("TERMINAL_ID_RISK_7DAY_WINDOW", "Share of frauds among them", ReasonCodes.MerchantFraud) { From = float.Epsilon },
        new("TERMINAL_ID_NB_TX_30DAY_WINDOW", "The same over 30 days", ReasonCodes.MerchantFraud),
        new("TERMINAL_ID_RISK_30DAY_WINDOW", "Share of frauds among them", ReasonCodes.MerchantFraud) { From = float.Epsilon },
    ];

    public override void Write(in FeatureInput input, Span<float> values)
    {
        uint now = input.Payment.Time;
        CustomerWindows own = CustomerWindows.Of(input.Customer, now);
        MaturedWindows matured = MaturedWindows.Of(input.Merchant, now, options.LabelDelaySeconds);
        values[0] = (float)(input.Payment.AmountMinor / 100.0);
        values[1] = input.Transaction.Time.UtcDateTime.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1 : 0;
        values[2] = now % 86_400 / 3_600 <= 6 ? 1 : 0;
        int column = 3;
        foreach (int window in (ReadOnlySpan<int>)[Windows.Day, Windows.Week, Windows.Month])
        {
            values[column++] = own.Count[window] + 1;
            values[column++] = CustomerWindowBlock.Mean(own.AmountMinor[window] + input.Payment.AmountMinor, own.Count[window] + 1);
        }
        foreach (int window in (ReadOnlySpan<int>)[Windows.Day, Windows.Week, Windows.Month])
        {
            values[column++] = matured.Count[window];
            values[column++] = MerchantBlock.Risk(matured, window);
        }
    }
}
