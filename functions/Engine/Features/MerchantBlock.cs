using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.State;

namespace FraudFunctions.Engine.Features;

/// <summary>What is known of the merchant: its traffic, and the frauds that labels have brought to light by now.</summary>
internal sealed class MerchantBlock(FeatureOptions options) : FeatureBlock
{
    // Five imagined events at the prior keep a merchant's first fraud from being a rate of one.
    private const double PriorWeight = 5;

    public override IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("merchant_count_1h", "Payments here within the hour, this one not counted", ReasonCodes.MerchantActivity),
        new("merchant_count_1d", "The same within the day", ReasonCodes.MerchantActivity),
        new("merchant_count_7d", "The same within 7 days", ReasonCodes.MerchantActivity),
        new("merchant_customers_1h", "Different customers within the hour, this one counted", ReasonCodes.MerchantActivity),
        new("merchant_age_days", "Days since the merchant's first payment", ReasonCodes.MerchantNew) { Below = 60 },
        new("merchant_log_amount_difference", "Log amount less the merchant's mean log amount", ReasonCodes.AmountUnusualHere),
        new("merchant_log_amount_z", "The same in the merchant's standard deviations", ReasonCodes.AmountUnusualHere) { From = 1 },
        new("merchant_matured_count_1d", "Payments on the last day whose labels have matured", ReasonCodes.MerchantFraud),
        new("merchant_matured_count_7d", "The same over 7 days", ReasonCodes.MerchantFraud),
        new("merchant_matured_count_30d", "The same over 30 days", ReasonCodes.MerchantFraud),
        new("merchant_risk_1d", "Share of frauds among them, 0 without payments", ReasonCodes.MerchantFraud) { From = float.Epsilon },
        new("merchant_risk_7d", "The same over 7 days", ReasonCodes.MerchantFraud) { From = float.Epsilon },
        new("merchant_risk_30d", "The same over 30 days", ReasonCodes.MerchantFraud) { From = float.Epsilon },
        new("merchant_risk_smoothed_7d", "(frauds + 5 prior) / (payments + 5) over 7 matured days", ReasonCodes.MerchantFraud),
        new("merchant_risk_smoothed_30d", "The same over 30 days", ReasonCodes.MerchantFraud),
        new("merchant_fraud_run", "Matured frauds in a row at the end of the line", ReasonCodes.MerchantFraud) { From = 1 },
        new("merchant_fraud_run_age_days", "Days since that run began; NaN without one", ReasonCodes.MerchantFraud),
        new("merchant_unexplained_frauds_7d", "Matured frauds of 7 days that the customer's habit does not explain", ReasonCodes.MerchantFraud) { From = float.Epsilon },
        new("merchant_frauds_known_1d", "Frauds here that became known within the day", ReasonCodes.MerchantFraud) { From = 1 },
        new("merchant_frauds_known_7d", "The same within 7 days", ReasonCodes.MerchantFraud) { From = 1 },
    ];

    public override void Write(in FeatureInput input, Span<float> values)
    {
        if (input.Payment.MerchantHash == 0)
        {
            values.Fill(float.NaN);
            return;
        }
        uint now = input.Payment.Time;
        ReadOnlySpan<Moment> moments = input.Merchant is { } merchant ? merchant.History.Moments : [];
        Spread logs = input.Merchant?.LogAmounts ?? default;
        EntityWindows windows = EntityWindows.Of(input.Merchant, now);
        MaturedWindows matured = MaturedWindows.Of(input.Merchant, now, options.LabelDelaySeconds);
        values[0] = windows.Count[Windows.Hour];
        values[1] = windows.Count[Windows.Day];
        values[2] = windows.Count[Windows.Week];
        values[3] = EntityWindows.Customers(moments, now, Windows.Seconds[Windows.Hour], input.Payment.CustomerTag);
        values[4] = EntityAge.Days(input.Merchant, now);
        values[5] = logs.Count == 0 ? float.NaN : (float)(input.Payment.LogAmount - logs.Mean);
        values[6] = (float)((input.Payment.LogAmount - logs.Mean) / Math.Max(logs.Deviation, .05));
        values[7] = matured.Count[Windows.Day];
        values[8] = matured.Count[Windows.Week];
        values[9] = matured.Count[Windows.Month];
        values[10] = Risk(matured, Windows.Day);
        values[11] = Risk(matured, Windows.Week);
        values[12] = Risk(matured, Windows.Month);
        values[13] = Smoothed(matured, Windows.Week);
        values[14] = Smoothed(matured, Windows.Month);
        values[15] = matured.Run;
        values[16] = matured.Run == 0 ? float.NaN : (now - matured.RunBegan) / 86_400f;
        values[17] = matured.UnexplainedWeek;
        values[18] = windows.FraudsKnown[Windows.Day];
        values[19] = windows.FraudsKnown[Windows.Week];
    }

    internal static float Risk(in MaturedWindows matured, int window)
        => matured.Count[window] == 0 ? 0 : (float)(matured.Frauds[window] / (double)matured.Count[window]);

    private float Smoothed(in MaturedWindows matured, int window)
        => (float)((matured.Frauds[window] + PriorWeight * options.FraudPrior) / (matured.Count[window] + PriorWeight));
}
