using System.Globalization;
using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.Learning.Policies;

/// <summary>A decision of a simulated log with what nobody at the bank could know at the time.</summary>
/// <param name="Logged">As it ended in the end, seen once its label is ripe.</param>
/// <param name="IsFraud">The truth.</param>
/// <param name="InSegment">Whether the customer answers challenges worse.</param>
/// <param name="Known">When it became known how it ended; never for a refusal.</param>
public readonly record struct SimulatedDecision(LoggedDecision Logged, bool IsFraud, bool InSegment, DateTimeOffset? Known);

/// <summary>Lets a policy decide the payments of a <see cref="ChallengeWorld"/>, with delayed labels and refusals that show nothing.</summary>
public static class SimulateLog
{
    private static readonly TimeSpan settled = TimeSpan.FromDays(30);

    public static List<SimulatedDecision> Of(ChallengeWorld world, Policy policy, Func<LoggedDecision, IReadOnlyList<double>> chances, DateTimeOffset from, int seed)
    {
        Random random = new(seed);
        string run = seed.ToString(CultureInfo.InvariantCulture);
        List<SimulatedDecision> decided = [];
        foreach ((LoggedDecision payment, bool inSegment) in Payments(world, from, random))
        {
            IReadOnlyList<double> propensities = chances(payment);
            double chance = Choice.ChanceOf(string.Create(CultureInfo.InvariantCulture, $"{payment.CustomerId}~{decided.Count}"), policy.Version, run);
            Outcome chosen = new Choice(Outcome.Approve, propensities).Draw(chance);
            bool isFraud = random.NextDouble() < payment.Probability;
            Ending ending = world.Draw(chosen, isFraud, inSegment, payment.AmountMinor, random);
            decided.Add(new SimulatedDecision(
                payment with { Chosen = chosen, Propensities = propensities, IsFraud = chosen == Outcome.Decline ? null : isFraud, Ending = chosen == Outcome.Decline ? null : ending },
                isFraud, inSegment, KnownAt(world, payment.Time, chosen, isFraud, random)));
        }
        return decided;
    }

    /// <summary>The decisions old enough at a time that their silence counts.</summary>
    public static List<LoggedDecision> Matured(IEnumerable<SimulatedDecision> decisions, DateTimeOffset at)
        => [.. decisions.Where(one => one.Logged.Time <= at - settled).Select(one => one.Logged)];

    internal static IEnumerable<(LoggedDecision Payment, bool InSegment)> Payments(ChallengeWorld world, DateTimeOffset from, Random random)
    {
        float[] inside = new float[world.Features], outside = new float[world.Features];
        inside[world.SegmentColumn] = 1;
        for (int customer = 0; customer < world.Customers; customer++)
        {
            string id = "c" + customer.ToString(CultureInfo.InvariantCulture);
            bool inSegment = random.NextDouble() < world.SegmentShare;
            double risk = -4.9 + .7 * Normal(random), wealth = 8.4 + .5 * Normal(random);
            int payments = 1 + Poisson(world.PaymentsEach - 1, random);
            for (int i = 0; i < payments; i++)
            {
                double p = 1 / (1 + Math.Exp(-(risk + 1.4 * Normal(random))));
                yield return (new LoggedDecision
                {
                    CustomerId = id,
                    Time = from + world.Length * random.NextDouble(),
                    Probability = p,
                    AmountMinor = (long)Math.Min(500_000, Math.Exp(wealth + .9 * Normal(random))),
                    Features = inSegment ? inside : outside,
                    Chosen = Outcome.Approve,
                    Propensities = LoggedDecision.Certain(Outcome.Approve),
                }, inSegment);
            }
        }
    }

    /// <summary>A fraud that went through is reported late; what somebody has looked at is known at once; a good payment by its silence.</summary>
    private static DateTimeOffset? KnownAt(ChallengeWorld world, DateTimeOffset time, Outcome chosen, bool isFraud, Random random)
    {
        double delay = Math.Min(world.MostReportDays, -world.ReportDays * Math.Log(1 - random.NextDouble()));
        return chosen switch
        {
            Outcome.Decline => null,
            Outcome.Challenge or Outcome.Review or Outcome.Hold => time,
            Outcome.Approve => isFraud ? time.AddDays(delay) : time + settled,
        };
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static int Poisson(double mean, Random random)
    {
        double product = random.NextDouble(), limit = Math.Exp(-mean);
        int count = 0;
        for (; product > limit; product *= random.NextDouble())
            count++;
        return count;
    }
}
