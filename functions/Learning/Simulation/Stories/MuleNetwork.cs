using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation.Flow;
using FraudFunctions.Learning.Simulation.Habits;
using FraudFunctions.Learning.Simulation.People;
using FraudFunctions.Learning.Simulation.Places;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.Stories;

/// <summary>
/// A ring of customers lends its accounts. For weeks, deceived people send it money of their own will (authorised push
/// payments); each mule keeps a little and passes the rest on within hours, to another mule, out of the country, into
/// cash or coins. Victims' payments, their arrival and every onward movement are fraud.
/// </summary>
/// <remarks>
/// Gives it away: money that does not stay (in is out within hours), several strangers paying one account, sums beyond
/// the mule's income, the few devices and addresses from which the ring is steered, the paths between its accounts. On
/// the victim's side only a large sum to a payee nobody here paid before, or one whom other victims pay. Does not: the
/// victim's device, place and proof, which are their own; a pass-through alone (some honest customers keep a kitty).
/// </remarks>
internal sealed class MuleNetwork : IFraudStory
{
    public Story Story => Story.MuleNetwork;
    public double PerIncident => 54;

    // A ring that is already at work when the run begins.
    public int LeadDays => 10;

    public void Begin(Incident incident, World world)
    {
        ref var chance = ref incident.Chance;
        var ring = new Ring(incident, world, chance.Between(1, 2), chance.Between(1, 3));
        // Recruited among those short of money, and those who opened an account for it.
        for (int mules = chance.Between(4, 9); mules > 0; mules--)
        {
            bool isNew = chance.Hits(0.4);
            var mule = world.Anyone(ref chance, person => isNew ? person.JoinDay >= world.Today.Index - 45 && person.JoinDay >= 0 : person.Segment.Income < 2_400)
                ?? world.Anyone(ref chance);
            if (mule is null)
                continue;
            mule.InStory = true;
            ring.Mules.Add(mule);
        }

        if (ring.Mules.Count < 2)
            return;
        long until = incident.DayTicks + chance.Hours(9 * 24, 26 * 24);
        int victims = chance.Between(4, 10);
        for (int i = 0; i < victims; i++)
        {
            long called = incident.DayTicks + chance.Hours(10, (until - incident.DayTicks) / TimeSpan.TicksPerHour);
            if (called >= world.Today.Ticks)
                world.Agenda.At(called, (ticks, _) => Deceive(ring, ticks));
        }

        world.Agenda.At(until + chance.Hours(48, 96), (_, _) => ring.Mules.ForEach(mule => mule.InStory = false));
    }

    // A call from "the bank", an invoice with another account, a love of many letters: one payment, or more and larger.
    private static void Deceive(Ring ring, long ticks)
    {
        ref var chance = ref ring.Incident.Chance;
        if (ring.World.Anyone(ref chance, person => person.AvailableCents > 250_00 && (person.Segment == Segment.Pensioner || person.Index % 3 != 0)) is not { } victim)
            return;
        var mule = chance.Pick(ring.Mules);
        double euro = chance.LogNormal(420, 0.9);
        for (int times = chance.Hits(0.35) ? chance.Between(2, 3) : 1; times > 0; times--)
        {
            var move = Sessions.Transfer(victim, ring.World, mule.Account, ticks, Prices.Rounded((long)(100 * euro)));
            if (chance.Hits(0.3))
                move = move with { Share = chance.Between(0.3, 0.85) };
            ring.World.Agenda.Add(move with
            {
                Receiver = mule,
                TakesLess = true,
                Incident = ring.Incident,
                Then = (arrived, cents) => PassOn(ring, mule, arrived, cents, isFirst: true),
            });
            ticks += chance.Hours(2, 50);
            euro *= chance.Between(1, 2);
        }
    }

    private static void PassOn(Ring ring, Person mule, long arrived, long cents, bool isFirst)
    {
        ref var chance = ref ring.Incident.Chance;
        long rest = (long)(cents * chance.Between(0.88, 0.98));
        long ticks = arrived + chance.Minutes(15, chance.Hits(0.7) ? 240 : 1_200);
        for (int pieces = chance.Between(1, 2); pieces > 0; pieces--)
        {
            long piece = pieces == 1 ? rest : (long)(rest * chance.Between(0.35, 0.65));
            rest -= piece;
            ring.World.Agenda.Add(Onward(ring, mule, ticks, piece, isFirst) with { Incident = ring.Incident, TakesLess = true });
            ticks += chance.Minutes(3, 200);
        }
    }

    private static Move Onward(Ring ring, Person mule, long ticks, long cents, bool isFirst)
    {
        ref var chance = ref ring.Incident.Chance;
        double way = chance.Unit();
        if (way < 0.2 && ring.World.Shops.At(ref chance, mule.City, Categories.Atm) is { } atm)
            return Moves.Cash(mule, atm, ticks, Math.Min(1_500_00, Prices.Rounded(cents)));
        // The ring's own hands most of the time, else the mule's by instruction over the telephone.
        bool isSteered = chance.Hits(0.65);
        string device = isSteered ? ring.Incident.Device(ring.World, chance.Below(ring.Devices)) : mule.Devices[0];
        var network = isSteered ? chance.Pick(ring.Networks) : mule.HomeNetwork;
        if (way < 0.32 && ring.World.Shops.Online(ref chance, Categories.Coins) is { } coins)
            return Moves.TopUp(mule, coins, ticks, cents, device, network, Authentication.Strong);
        if (isFirst && way < 0.75)
        {
            var next = ring.Mules[(ring.Mules.IndexOf(mule) + 1 + chance.Below(ring.Mules.Count - 1)) % ring.Mules.Count];
            return Moves.Transfer(mule, next.Account, ticks, cents, Channel.App, device, network) with
            {
                Receiver = next,
                Then = (arrived, received) => PassOn(ring, next, arrived, received, isFirst: false),
            };
        }

        return Moves.Transfer(mule, ring.World.Payees.Of(ring.Incident.Number, chance.Below(5)), ticks, cents, Channel.App, device, network);
    }

    /// <summary>The accounts, and the few machines and lines they are steered from.</summary>
    private sealed class Ring(Incident incident, World world, int devices, int networks)
    {
        public Incident Incident => incident;
        public World World => world;
        public int Devices => devices;
        public List<Person> Mules { get; } = [];
        public Network[] Networks { get; } = [.. Enumerable.Range(0, networks).Select(_ => incident.Network(world, abroad: 0.15))];
    }
}
