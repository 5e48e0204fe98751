using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.People;
using FraudFunctions.Learning.Simulation.Places;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.Stories;

/// <summary>
/// A phished login: from a new device and network the thief changes a credential, adds a payee and empties the account
/// in one to four transfers within hours; what is left goes into coins or gift cards.
/// </summary>
/// <remarks>
/// Gives it away: the chain, and its order: new device, new network, credential_change, new payee, most of the balance,
/// quickly; with the victim's own machine under remote control only the last two are left. Does not: any single link;
/// honest people buy phones, reset passwords, bank from abroad, hide their address and pay large sums to new payees, and
/// the transfers are strongly authenticated.
/// </remarks>
internal sealed class AccountTakeover : IFraudStory
{
    public Story Story => Story.AccountTakeover;
    public double PerIncident => 3.2;
    public int LeadDays => 0;

    public void Begin(Incident incident, World world)
    {
        ref var chance = ref incident.Chance;
        if (world.Anyone(ref chance, person => !person.BanksOffline && person.AvailableCents > 300_00) is not { } victim)
            return;
        // Some take over the victim's own machine by remote control; some know the credentials and change nothing.
        var loot = chance.Hits(0.15)
            ? new Session(victim, victim.Devices[0], victim.HomeNetwork, [])
            : new Session(
                victim,
                incident.Device(world, 0),
                incident.Network(world, abroad: 0.25),
                chance.Unit() switch { < 0.2 => [], < 0.5 => Hints.Password, < 0.75 => Hints.PhoneNumber, _ => Hints.DeviceBinding });
        long ticks = incident.DayTicks + (chance.Hits(0.5) ? chance.Hours(0, 23) : chance.Hours(19, 29));
        if (chance.Hits(0.35))
            ticks = TopUp(incident, world, loot, ticks, chance.Between(0.005, 0.04));
        int payees = chance.Hits(0.3) ? 2 : 1;
        for (int transfers = chance.Between(1, 4); transfers > 0; transfers--)
        {
            ticks += chance.Hits(0.75) ? chance.Minutes(2, 50) : chance.Hours(1, 20);
            var payee = world.Payees.Of(incident.Number, chance.Below(payees));
            var move = Moves.Transfer(victim, payee, ticks, 0, chance.Hits(0.6) ? Channel.App : Channel.Online, loot.Device, loot.Network);
            world.Agenda.Add(move with { Share = chance.Between(0.2, 0.9), Hint = loot.Hint, Incident = incident });
        }

        if (chance.Hits(0.35))
            TopUp(incident, world, loot, ticks + chance.Minutes(5, 120), chance.Between(0.3, 0.9));
    }

    private static long TopUp(Incident incident, World world, Session loot, long ticks, double share)
    {
        ref var chance = ref incident.Chance;
        var category = chance.Hits(0.5) ? Categories.Coins : chance.Pick(Categories.TopUps);
        if (world.Shops.Online(ref chance, category) is not { } shop)
            return ticks;
        var move = Moves.TopUp(loot.Victim, shop, ticks, 0, loot.Device, loot.Network, chance.Hits(0.6) ? Authentication.Strong : Authentication.Frictionless);
        world.Agenda.Add(move with { Share = share, Hint = loot.Hint, Incident = incident });
        return ticks + chance.Minutes(5, 90);
    }

    private sealed record Session(Person Victim, string Device, Network Network, IReadOnlyList<KeyValuePair<string, string>> Hint);
}
