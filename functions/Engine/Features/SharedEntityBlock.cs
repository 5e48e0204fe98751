using FraudFunctions.Engine.State;

namespace FraudFunctions.Engine.Features;

/// <summary>What is known of a device, an ip or a counterparty: who else uses it, how much, how long, and with what end.</summary>
internal sealed class SharedEntityBlock(EntityKind kind, string name, string sharedReason, string newReason, string fraudReason) : FeatureBlock
{
    public override IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new($"{name}_count_1h", $"Events on this {name} within the hour, this one not counted", sharedReason),
        new($"{name}_count_1d", "The same within the day", sharedReason),
        new($"{name}_count_7d", "The same within 7 days", sharedReason),
        new($"{name}_amount_sum_1d", $"Amount over this {name} within the day, base units", sharedReason),
        new($"{name}_customers_1d", "Different customers within the day, this one counted", sharedReason) { From = 2 },
        new($"{name}_customers_7d", "The same within 7 days", sharedReason) { From = 2 },
        new($"{name}_age_days", $"Days since the first event on this {name}", newReason) { Below = 60 },
        new($"{name}_frauds_known_30d", $"Frauds on this {name} that became known within 30 days", fraudReason) { From = 1 },
    ];

    public override void Write(in FeatureInput input, Span<float> values)
    {
        if (!Named(input))
        {
            values.Fill(float.NaN);
            return;
        }
        uint now = input.Payment.Time;
        EntityState? entity = input.Entity(kind);
        ReadOnlySpan<Moment> moments = entity is null ? [] : entity.History.Moments;
        EntityWindows windows = EntityWindows.Of(entity, now);
        values[0] = windows.Count[Windows.Hour];
        values[1] = windows.Count[Windows.Day];
        values[2] = windows.Count[Windows.Week];
        values[3] = (float)(windows.AmountMinor[Windows.Day] / 100.0);
        values[4] = EntityWindows.Customers(moments, now, Windows.Seconds[Windows.Day], input.Payment.CustomerTag);
        values[5] = EntityWindows.Customers(moments, now, Windows.Seconds[Windows.Week], input.Payment.CustomerTag);
        values[6] = EntityAge.Days(entity, now);
        values[7] = windows.FraudsKnown[Windows.Month];
    }

    private bool Named(in FeatureInput input) => kind switch
    {
        EntityKind.Merchant => input.Payment.MerchantHash != 0,
        EntityKind.Device => input.Payment.DeviceHash != 0,
        EntityKind.Ip => input.Payment.IpHash != 0,
        EntityKind.Counterparty => input.Payment.CounterpartyHash != 0,
    };
}

/// <summary>How long an entity has been around: zero at its first event.</summary>
internal static class EntityAge
{
    public static float Days(EntityState? entity, uint now)
        => entity is null || entity.Count == 0 || now < entity.FirstTime ? 0 : (now - entity.FirstTime) / 86_400f;
}
