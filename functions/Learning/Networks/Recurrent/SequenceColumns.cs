namespace FraudFunctions.Learning.Networks.Recurrent;

/// <summary>
/// The columns that sequence models are offered: the payment itself and what others make of its merchant and devices, but none of the windows over
/// the customer's own past, which the memory is to find by itself.
/// </summary>
/// <remarks>Columns that never vary in the training rows are left out, so that a stream without devices gets a smaller network.</remarks>
public static class SequenceColumns
{
    /// <summary>What is on the payment.</summary>
    public static IReadOnlyList<SequenceColumn> Payment { get; } =
    [
        new("amount"), new("amount_log"), new("customer_gap_log"), new("hour", 9, 3), new("is_weekend"), new("is_credit"), new("type", 6), new("channel", 6),
        new("card_not_present"), new("authentication", 4), new("balance_share"),
    ];

    /// <summary>Whether the customer has been here before.</summary>
    public static IReadOnlyList<SequenceColumn> Novelty { get; } =
    [
        new("customer_merchant_new"), new("customer_counterparty_new"), new("customer_device_new"), new("customer_ip_new"), new("customer_country_new"),
        new("customer_home_km"), new("customer_speed_kmh"),
    ];

    /// <summary>What is known of the others in the payment, and of the customer's own frauds.</summary>
    public static IReadOnlyList<SequenceColumn> Risk { get; } =
    [
        new("merchant_customers_1h"), new("merchant_age_days"), new("merchant_log_amount_z"), new("merchant_risk_1d"), new("merchant_risk_7d"), new("merchant_risk_30d"),
        new("merchant_risk_smoothed_7d"), new("merchant_risk_smoothed_30d"), new("merchant_fraud_run"), new("merchant_fraud_run_age_days"),
        new("merchant_unexplained_frauds_7d"), new("merchant_frauds_known_1d"), new("merchant_frauds_known_7d"),
        new("device_customers_7d"), new("device_age_days"), new("device_frauds_known_30d"),
        new("ip_customers_7d"), new("ip_age_days"), new("ip_frauds_known_30d"),
        new("counterparty_customers_7d"), new("counterparty_age_days"), new("counterparty_frauds_known_30d"),
        new("customer_frauds_known_30d"), new("customer_fraud_known_age_days"),
    ];

    /// <summary>How far the amount is from the customer's habit.</summary>
    /// <remarks>With one seed, average precision on the handbook stream's test week was .764 with them and .758 without; on a quarter of its customers there was no difference.</remarks>
    public static IReadOnlyList<SequenceColumn> Habit { get; } = [new("customer_amount_ratio"), new("customer_log_amount_difference"), new("customer_log_amount_z")];

    public static IReadOnlyList<SequenceColumn> Usual { get; } = [.. Payment, .. Novelty, .. Risk, .. Habit];
}
