using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation.Chances;

namespace FraudFunctions.Learning.Simulation.Places;

/// <summary>Accounts with other banks: private people, derived anew when needed, and firms that many customers share.</summary>
internal sealed class Payees
{
    /// <summary>Employers, landlords, suppliers and insurers; the first <see cref="Suppliers"/> send everybody's bills.</summary>
    private const int Firms = 300, Suppliers = 24;

    private readonly long seed;
    private readonly Counterparty[] firms;

    public Payees(long seed)
    {
        this.seed = seed;
        firms = new Counterparty[Firms];
        for (int i = 0; i < Firms; i++)
        {
            var chance = Chance.Of(seed, Strand.Firm, i);
            var (account, country) = Iban.Elsewhere(ref chance);
            firms[i] = new(account, Names.Firm(ref chance), country);
        }
    }

    public Counterparty Firm(ref Chance chance) => firms[chance.Below(Firms)];

    public Counterparty Supplier(int number) => firms[number % Suppliers];

    /// <summary>Payee number <paramref name="slot"/> of a customer: the same account every time it is asked for.</summary>
    public Counterparty Of(long owner, int slot)
    {
        var chance = Chance.Of(seed, Strand.Payee, owner, slot);
        var (account, country) = Iban.Elsewhere(ref chance);
        return new(account, chance.Hits(0.8) ? Names.Person(ref chance) : Names.Firm(ref chance), country);
    }
}
