using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Learning.Simulation.People;
using FraudFunctions.Learning.Simulation.Places;
using FraudFunctions.Learning.Simulation.Shops;

namespace FraudFunctions.Learning.Simulation.Flow;

/// <summary>Keeps the accounts: turns a move into a transaction if the money is there, and books it.</summary>
internal sealed class Bank(World world, LabelDesk labels)
{
    // Below this a thief who is refused does not bother to try again.
    private const long LeastWorthTaking = 5_00;

    /// <summary>The payment, or null when nothing came of the move.</summary>
    public SimulatedPayment? Execute(in Move move)
    {
        if (move.Person is not { Gone: false } person)
        {
            if (move.Person is null)
                move.Then?.Invoke(move.Ticks, 0);
            return null;
        }

        var currency = move.Shop?.Currency ?? Currency.Euro;
        if (Price(move, person, currency) is not var (amount, billed))
            return null;
        var transaction = new Transaction
        {
            Id = $"t{person.Index:D6}-{person.Transactions:D5}",
            CustomerId = person.Id,
            AccountId = person.Account.Account,
            Type = move.Type,
            Direction = move.Direction,
            Channel = move.Channel,
            AmountMinor = amount,
            Currency = currency.Code,
            Time = new DateTimeOffset(move.Ticks, TimeSpan.Zero),
            Merchant = move.Shop?.Merchant,
            Counterparty = move.Payee,
            DeviceId = move.DeviceId,
            Ip = move.Network?.Ip,
            Geo = move.Network?.Geo ?? (move.CardPresence == CardPresence.Present ? move.Shop?.Geo : null),
            CardPresence = move.CardPresence,
            Authentication = move.Authentication,
            BalanceBeforeMinor = Balance(person.BalanceCents, currency),
            Attributes = Attributes(move, person, currency, billed),
        };
        person.BalanceCents += move.Direction == Direction.Credit ? billed : -billed;
        var payment = new SimulatedPayment(transaction, move.Incident?.Story ?? Story.None, labels.Plan(move, person, transaction));
        person.Transactions++;
        Consequences(move, person, billed);
        return payment;
    }

    private static (long Amount, long Billed)? Price(in Move move, Person person, Currency currency)
    {
        long cents = move.Share > 0 ? Prices.Rounded((long)(move.Share * Math.Max(0, person.AvailableCents))) : move.Cents;
        long amount = currency.PriceFromCents(cents), billed = currency.ToBilledCents(amount);
        if (move.Direction == Direction.Credit || billed <= person.AvailableCents)
            return (amount, billed);
        long rest = (long)(person.AvailableCents * 0.9);
        if (!move.TakesLess || rest < LeastWorthTaking)
            return null;
        amount = currency.PriceFromCents(rest);
        return (amount, currency.ToBilledCents(amount));
    }

    private static long Balance(long cents, Currency currency)
        => currency.IsEuro ? cents : Math.Sign(cents) * currency.FromCents(Math.Abs(cents));

    private static IReadOnlyList<KeyValuePair<string, string>> Attributes(in Move move, Person person, Currency currency, long billed)
    {
        // A thief's session brings its own hint; the customer's own follows what they changed themselves.
        var hint = move.Hint ?? (move.DeviceId is not null && move.Ticks < person.CredentialUntil ? person.CredentialHint : []);
        return currency.IsEuro ? hint : [new(Hints.BilledAmount, $"{billed}"), new(Hints.BilledCurrency, Currency.Euro.Code), .. hint];
    }

    private void Consequences(in Move move, Person person, long billed)
    {
        if (move.Receiver is { } receiver)
        {
            // Instant payments: seconds later on the other account.
            long seconds = 2 + move.Ticks / TimeSpan.TicksPerMillisecond % 9;
            world.Agenda.Add(Moves.Arrival(receiver, person.Account, move.Ticks + seconds * TimeSpan.TicksPerSecond, billed) with { Incident = move.Incident, Then = move.Then });
            return;
        }

        if (move.Shop?.Leak is { } leak && move.CardPresence is not null)
            leak.Read(person, move.Ticks);
        if (move.Incident is null && move.CardPresence == CardPresence.NotPresent && move.Shop!.Category.Is(Traits.Returns) && move.Type == TransactionType.Payment)
            SendBack(move, person, billed);
        move.Then?.Invoke(move.Ticks, billed);
    }

    // What was ordered and did not fit comes back as money within three weeks, whole or in part.
    private void SendBack(in Move move, Person person, long billed)
    {
        var chance = Chance.Of(world.Seed, Strand.Refund, person.Index, person.Transactions);
        if (!chance.Hits(0.08))
            return;
        long cents = chance.Hits(0.7) ? billed : Math.Max(1, (long)(billed * chance.Between(0.2, 0.8)));
        world.Agenda.Add(Moves.Refund(person, move.Shop!, move.Ticks + chance.Hours(4 * 24, 20 * 24), cents));
    }
}
