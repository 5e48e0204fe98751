using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Learning.Simulation.People;
using FraudFunctions.Learning.Simulation.Places;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.Flow;

/// <summary>The shapes a movement of money has.</summary>
internal static class Moves
{
    /// <summary>Up to here a card is held to the terminal without a PIN (the European limit).</summary>
    public const long ContactlessCents = 50_00;

    public static Move AtTill(Person person, Shop shop, long ticks, long cents, Authentication authentication) => new()
    {
        Ticks = ticks,
        Person = person,
        Type = TransactionType.Payment,
        Channel = Channel.Pos,
        Cents = cents,
        Shop = shop,
        CardPresence = CardPresence.Present,
        Authentication = authentication,
    };

    public static Move OnlineCard(Person person, Shop shop, long ticks, long cents, string? deviceId, Network? network, Authentication authentication) => new()
    {
        Ticks = ticks,
        Person = person,
        Type = TransactionType.Payment,
        Channel = Channel.Online,
        Cents = cents,
        Shop = shop,
        DeviceId = deviceId,
        Network = network,
        CardPresence = CardPresence.NotPresent,
        Authentication = authentication,
    };

    public static Move Cash(Person person, Shop atm, long ticks, long cents) => new()
    {
        Ticks = ticks,
        Person = person,
        Type = TransactionType.Withdrawal,
        Channel = Channel.Atm,
        Cents = cents,
        Shop = atm,
        CardPresence = CardPresence.Present,
        Authentication = Authentication.Pin,
    };

    /// <summary>A transfer the person makes. Without a device it is a standing order or goes through the branch.</summary>
    public static Move Transfer(Person person, Counterparty payee, long ticks, long cents, Channel channel, string? deviceId = null, Network? network = null) => new()
    {
        Ticks = ticks,
        Person = person,
        Type = TransactionType.Transfer,
        Channel = channel,
        Cents = cents,
        Payee = payee,
        DeviceId = deviceId,
        Network = network,
        Authentication = deviceId is null ? null : Authentication.Strong,
    };

    public static Move Arrival(Person person, Counterparty payer, long ticks, long cents) => new()
    {
        Ticks = ticks,
        Person = person,
        Type = TransactionType.Transfer,
        Direction = Direction.Credit,
        Channel = Channel.Online,
        Cents = cents,
        Payee = payer,
    };

    public static Move TopUp(Person person, Shop shop, long ticks, long cents, string deviceId, Network network, Authentication authentication)
        => OnlineCard(person, shop, ticks, cents, deviceId, network, authentication) with { Type = TransactionType.TopUp, Channel = Channel.App };

    public static Move Refund(Person person, Shop shop, long ticks, long cents) => new()
    {
        Ticks = ticks,
        Person = person,
        Type = TransactionType.Refund,
        Direction = Direction.Credit,
        Channel = Channel.Online,
        Cents = cents,
        Shop = shop,
        CardPresence = CardPresence.NotPresent,
    };

    public static Move CashIn(Person person, long ticks, long cents, Channel channel) => new()
    {
        Ticks = ticks,
        Person = person,
        Type = TransactionType.Deposit,
        Direction = Direction.Credit,
        Channel = channel,
        Cents = cents,
    };

    /// <summary>Held to the terminal when small and the counter is not up (every fifth time it is), else the PIN.</summary>
    public static Authentication TillProof(ref Chance chance, long cents)
        => cents <= ContactlessCents && chance.Hits(0.8) ? Authentication.None : Authentication.Pin;

    /// <summary>Exempted when small or known, challenged when large; some shops overseas ask for nothing.</summary>
    public static Authentication WebProof(ref Chance chance, Shop shop, long cents)
    {
        if (!shop.Currency.IsEuro && chance.Hits(0.5))
            return Authentication.None;
        double challenged = cents switch { <= 30_00 => 0.12, <= 100_00 => 0.35, <= 250_00 => 0.6, _ => 0.85 };
        return chance.Hits(challenged) ? Authentication.Strong : chance.Hits(0.9) ? Authentication.Frictionless : Authentication.None;
    }
}
