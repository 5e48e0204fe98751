using FraudFunctions.Engine.Reasons;

namespace FraudFunctions.Engine.Features;

/// <summary>What the customer did lately, this transaction included.</summary>
internal sealed class CustomerWindowBlock : FeatureBlock
{
    public override IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("customer_count_1h", "Payments out within the hour", ReasonCodes.Velocity) { From = 2 },
        new("customer_count_1d", "Payments out within the day", ReasonCodes.Velocity) { From = 4 },
        new("customer_count_7d", "Payments out within 7 days", ReasonCodes.Velocity),
        new("customer_count_30d", "Payments out within 30 days", ReasonCodes.Velocity),
        new("customer_amount_sum_1h", "Paid out within the hour, base units", ReasonCodes.SpendHigh) { From = 200 },
        new("customer_amount_sum_1d", "Paid out within the day, base units", ReasonCodes.SpendHigh) { From = 300 },
        new("customer_amount_mean_1d", "Mean amount within the day", ReasonCodes.SpendHigh),
        new("customer_amount_mean_7d", "Mean amount within 7 days", ReasonCodes.SpendHigh),
        new("customer_amount_mean_30d", "Mean amount within 30 days", ReasonCodes.SpendHigh),
        new("customer_high_count_1d", "Payments far above habit within the day, this one not counted", ReasonCodes.AmountAboveHabit),
        new("customer_high_count_3d", "The same within 3 days", ReasonCodes.AmountAboveHabit),
        new("customer_high_count_7d", "The same within 7 days", ReasonCodes.AmountAboveHabit),
        new("customer_high_count_14d", "The same within 14 days", ReasonCodes.AmountAboveHabit),
        new("customer_new_counterparties_1d", "Counterparties paid for the first time within the day, this one not counted", ReasonCodes.NewCounterparty),
        new("customer_new_counterparties_7d", "The same within 7 days", ReasonCodes.NewCounterparty),
        new("customer_received_1d", "Received within the day, base units", ReasonCodes.PassThrough),
        new("customer_received_7d", "Received within 7 days, base units", ReasonCodes.PassThrough),
        new("customer_pass_through_1d", "Paid out by received within the day; NaN when nothing was received", ReasonCodes.PassThrough) { From = .5f },
        new("customer_pass_through_7d", "Paid out by received within 7 days; NaN when nothing was received", ReasonCodes.PassThrough) { From = .5f },
        new("customer_frauds_known_30d", "Own payments that became known as fraud within 30 days", ReasonCodes.PriorFraud) { From = 1 },
        new("customer_fraud_known_age_days", "Days since the last of them became known; NaN without one", ReasonCodes.PriorFraud),
    ];

    public override void Write(in FeatureInput input, Span<float> values)
    {
        uint now = input.Payment.Time;
        CustomerWindows windows = CustomerWindows.Of(input.Customer, now);
        int self = input.Payment.Credit ? 0 : 1;
        long amount = input.Payment.Credit ? 0 : input.Payment.AmountMinor;
        values[0] = windows.Count[Windows.Hour] + self;
        values[1] = windows.Count[Windows.Day] + self;
        values[2] = windows.Count[Windows.Week] + self;
        values[3] = windows.Count[Windows.Month] + self;
        values[4] = (float)((windows.AmountMinor[Windows.Hour] + amount) / 100.0);
        values[5] = (float)((windows.AmountMinor[Windows.Day] + amount) / 100.0);
        values[6] = Mean(windows.AmountMinor[Windows.Day] + amount, windows.Count[Windows.Day] + self);
        values[7] = Mean(windows.AmountMinor[Windows.Week] + amount, windows.Count[Windows.Week] + self);
        values[8] = Mean(windows.AmountMinor[Windows.Month] + amount, windows.Count[Windows.Month] + self);
        values[9] = windows.High[Windows.Day];
        values[10] = windows.High[Windows.ThreeDays];
        values[11] = windows.High[Windows.Week];
        values[12] = windows.High[Windows.TwoWeeks];
        values[13] = windows.New[Windows.Day];
        values[14] = windows.New[Windows.Week];
        values[15] = (float)(windows.ReceivedMinor[Windows.Day] / 100.0);
        values[16] = (float)(windows.ReceivedMinor[Windows.Week] / 100.0);
        values[17] = PassThrough(windows.AmountMinor[Windows.Day] + amount, windows.ReceivedMinor[Windows.Day]);
        values[18] = PassThrough(windows.AmountMinor[Windows.Week] + amount, windows.ReceivedMinor[Windows.Week]);
        values[19] = windows.FraudsKnown;
        values[20] = windows.LastFraudKnown == 0 ? float.NaN : (now - windows.LastFraudKnown) / 86_400f;
    }

    internal static float Mean(long amountMinor, int count) => count == 0 ? 0 : (float)(amountMinor / 100.0 / count);

    private static float PassThrough(long outMinor, long inMinor) => inMinor == 0 ? float.NaN : (float)Math.Min(outMinor / (double)inMinor, 10);
}
