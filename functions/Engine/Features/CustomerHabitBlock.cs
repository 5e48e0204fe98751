using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.State;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.Engine.Features;

/// <summary>How far the transaction is from what this customer does.</summary>
internal sealed class CustomerHabitBlock : FeatureBlock
{
    public override IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("customer_amount_ratio", "Amount by the customer's mean amount so far", ReasonCodes.AmountAboveHabit) { From = 1.5f },
        new("customer_log_amount_difference", "Log amount less the customer's mean log amount", ReasonCodes.AmountAboveHabit),
        new("customer_log_amount_z", "The same in the customer's own standard deviations", ReasonCodes.AmountAboveHabit),
        new("customer_log_amount_difference_slow", "Log amount less its slow moving average", ReasonCodes.AmountAboveHabit),
        new("customer_log_amount_difference_fast", "Log amount less its fast moving average", ReasonCodes.AmountAboveHabit),
        new("customer_log_amount_deviation", "Standard deviation of the customer's log amounts", ReasonCodes.AmountAboveHabit),
        new("customer_previous_amount_log", "ln(1 + amount) of the payment before", ReasonCodes.AmountAboveHabit),
        new("customer_previous_ratio", "Ratio to habit of the payment before", ReasonCodes.AmountAboveHabit),
        new("customer_decayed_count_1d", "Payments so far, fading with a time constant of a day", ReasonCodes.Velocity),
        new("customer_decayed_count_7d", "Payments so far, fading with a time constant of 7 days", ReasonCodes.Velocity),
        new("customer_gap_log", "ln(1 + seconds since the event before)", ReasonCodes.Velocity),
        new("customer_second_gap_log", "ln(1 + seconds since the second event before)", ReasonCodes.Velocity),
        new("customer_hour_distance", "Hours from the customer's mean time of day", ReasonCodes.UnusualTime) { From = 3 },
        new("customer_age_days", "Days since the customer's first event", ReasonCodes.NewCustomer) { Below = 30 },
        new("customer_count_log", "ln(1 + events so far)", ReasonCodes.NewCustomer) { Below = 3 },
        new("customer_merchant_new", "1 at the first payment to this merchant", ReasonCodes.NewMerchant) { From = 1 },
        new("customer_counterparty_new", "1 at the first transfer with this counterparty", ReasonCodes.NewCounterparty) { From = 1 },
        new("customer_counterparties", "About how many counterparties there were before", ReasonCodes.NewCounterparty),
        new("customer_device_new", "1 at the first use of this device", ReasonCodes.NewDevice) { From = 1 },
        new("customer_devices", "About how many devices there were before", ReasonCodes.NewDevice),
        new("customer_ip_new", "1 at the first use of this ip", ReasonCodes.NewIp) { From = 1 },
        new("customer_country_new", "1 at the first payment into this country", ReasonCodes.NewCountry) { From = 1 },
        new("customer_home_km", "Distance from home", ReasonCodes.UnusualPlace) { From = 30 },
        new("customer_speed_kmh", "Speed needed since the last known place", ReasonCodes.UnusualPlace) { From = 300 },
    ];

    public override void Write(in FeatureInput input, Span<float> values)
    {
        CustomerState customer = input.Customer;
        Payment payment = input.Payment;
        double log = payment.LogAmount;
        bool known = customer.LogAmounts.Count > 0;
        double deviation = customer.LogAmounts.Deviation;
        values[0] = (float)customer.Ratio(payment.AmountMinor);
        values[1] = known ? (float)(log - customer.LogAmounts.Mean) : float.NaN;
        // A customer who always pays the same has no spread to speak of; .05 in logs is five per cent.
        values[2] = (float)((log - customer.LogAmounts.Mean) / Math.Max(deviation, .05));
        values[3] = known ? (float)(log - customer.SlowLogAmount.Mean) : float.NaN;
        values[4] = known ? (float)(log - customer.FastLogAmount.Mean) : float.NaN;
        values[5] = (float)deviation;
        values[6] = known ? (float)Math.Log(1 + customer.LastAmountMinor / 100.0) : float.NaN;
        values[7] = (float)customer.LastRatio;
        values[8] = (float)customer.Day.At(payment.Time, CustomerState.DaySeconds);
        values[9] = (float)customer.Week.At(payment.Time, CustomerState.WeekSeconds);
        values[10] = GapLog(payment.Time, customer.LastTime);
        values[11] = GapLog(payment.Time, customer.SecondLastTime);
        values[12] = (float)customer.Hours.Distance(payment.Time);
        values[13] = customer.Count == 0 ? 0 : Math.Max(0, (float)((double)payment.Time - customer.FirstTime) / 86_400f);
        values[14] = (float)Math.Log(1 + customer.Count);
        values[15] = Novelty(customer.Merchants, payment.MerchantHash);
        values[16] = Novelty(customer.Counterparties, payment.CounterpartyHash);
        values[17] = payment.CounterpartyHash == 0 ? float.NaN : (float)customer.Counterparties.Estimate();
        values[18] = Novelty(customer.Devices, payment.DeviceHash);
        values[19] = payment.DeviceHash == 0 ? float.NaN : (float)customer.Devices.Estimate();
        values[20] = Novelty(customer.Ips, payment.IpHash);
        values[21] = Novelty(customer.Countries, payment.CountryHash);
        Geo? geo = input.Transaction.Geo;
        values[22] = geo is null ? float.NaN : (float)customer.Trail.KmFromHome(geo.Latitude, geo.Longitude);
        values[23] = geo is null ? float.NaN : (float)customer.Trail.KmPerHour(geo.Latitude, geo.Longitude, payment.Time);
    }

    private static float Novelty(Seen seen, ulong hash) => hash == 0 ? float.NaN : seen.Has(hash) ? 0 : 1;

    // An event that was overtaken has a gap of nothing.
    private static float GapLog(uint now, uint before) => before == 0 ? float.NaN : (float)Math.Log(1 + (now > before ? now - before : 0));
}
