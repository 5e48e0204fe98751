using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation.Chances;
using FraudFunctions.Learning.Simulation.People;

namespace FraudFunctions.Learning.Simulation.Flow;

/// <summary>Decides who will say what of a transaction and when, and hands the labels out in the order they become known.</summary>
internal sealed class LabelDesk(SimulationOptions options)
{
    private static readonly long earliestWriteOff = TimeSpan.TicksPerDay * 30;

    private readonly LabelDelays delays = options.Labels;
    private readonly long end = options.From.AddDays(options.Days).ToDateTime(TimeOnly.MinValue).Ticks;
    private readonly PriorityQueue<Label, (long Ticks, long Turn)> waiting = new();
    private long turn;

    /// <summary>How likely each source speaks of a fraud of this kind, if its victim notices at all.</summary>
    private readonly record struct Voices(double Issuer, double Analyst, double EarlyReport, double Dispute, double Final);

    /// <summary>Plans all labels of the transaction; the answer is the first, null when nobody will ever speak.</summary>
    public Label? Plan(in Move move, Person person, Transaction transaction)
        => move.Incident is null ? PlanHonest(move, person, transaction) : PlanFraud(move, person, transaction);

    /// <summary>The next label that is known by this time.</summary>
    public bool TryTake(long ticks, out Label label)
    {
        bool isKnown = waiting.TryPeek(out label!, out var at) && at.Ticks <= ticks;
        if (isKnown)
            waiting.Dequeue();
        return isKnown;
    }

    private Label? PlanFraud(in Move move, Person person, Transaction transaction)
    {
        // What the victim does is the same for everything one thief took; what machines and analysts see is not.
        var victim = Chance.Of(options.Seed, Strand.Victim, move.Incident!.Number, person.Index);
        var chance = Chance.Of(options.Seed, Strand.Label, person.Index, person.Transactions);
        if (victim.Hits(delays.NeverLabelledShare))
            return null;
        var voices = VoicesFor(move.Incident.Story, isAccomplice: person.InStory);
        Label? first = null;
        if (chance.Hits(voices.Issuer))
            Say(transaction, Verdict.Fraud, LabelSource.Issuer, Minutes(ref chance), ref first);
        if (chance.Hits(voices.Analyst))
            // Three in a hundred are waved through.
            Say(transaction, chance.Hits(0.97) ? Verdict.Fraud : Verdict.Genuine, LabelSource.Analyst, AnalystHours(ref chance), ref first);
        bool disputes = victim.Hits(voices.Dispute), reports = victim.Hits(voices.EarlyReport);
        if (reports)
            Say(transaction, Verdict.Fraud, LabelSource.EarlyFraudReport, Days(ref victim, delays.EarlyFraudReportDays) + chance.Hours(0, 6), ref first);
        if (disputes)
            Say(transaction, Verdict.Fraud, LabelSource.Dispute, Days(ref victim, delays.DisputeDays) + chance.Hours(0, 12), ref first);
        if (victim.Hits(voices.Final))
            Say(transaction, Verdict.Fraud, LabelSource.Final, Math.Max(earliestWriteOff, Days(ref victim, delays.FinalDays, 0.3)), ref first);
        return first;
    }

    private Label? PlanHonest(in Move move, Person person, Transaction transaction)
    {
        if (move.Direction == Direction.Credit)
            return null;
        var chance = Chance.Of(options.Seed, Strand.Label, person.Index, person.Transactions);
        double odd = move.IsOdd ? 6 : 1, at = chance.Unit();
        Label? first = null;
        if ((at -= delays.ConfirmedGenuineShare * odd) < 0)
            Say(transaction, Verdict.Genuine, LabelSource.Analyst, AnalystHours(ref chance), ref first);
        else if ((at -= delays.AnalystErrorShare * odd) < 0)
        {
            Say(transaction, Verdict.Fraud, LabelSource.Analyst, AnalystHours(ref chance), ref first);
            // The customer complains; most complaints are heard.
            if (chance.Hits(0.85))
                Say(transaction, Verdict.Genuine, LabelSource.Final, Days(ref chance, delays.FinalDays * 0.6), ref first);
        }
        else if (move.CardPresence == CardPresence.NotPresent && at < delays.FriendlyFraudShare)
        {
            long disputed = Days(ref chance, delays.DisputeDays);
            Say(transaction, Verdict.Fraud, LabelSource.Dispute, disputed, ref first);
            // The merchant can prove it in half of the cases.
            if (chance.Hits(0.5))
                Say(transaction, Verdict.Genuine, LabelSource.Final, disputed + Days(ref chance, delays.FinalDays * 0.6), ref first);
        }

        return first;
    }

    private void Say(Transaction transaction, Verdict verdict, LabelSource source, long delay, ref Label? first)
    {
        var label = new Label
        {
            TransactionId = transaction.Id,
            CustomerId = transaction.CustomerId,
            Verdict = verdict,
            EventTime = transaction.Time,
            KnownTime = transaction.Time.AddTicks(Math.Max(TimeSpan.TicksPerMinute, delay / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond)),
            Source = source,
            Confidence = Confidence(source),
        };
        if (first is null || label.KnownTime < first.KnownTime)
            first = label;
        if (label.KnownTime.Ticks < end)
            waiting.Enqueue(label, (label.KnownTime.Ticks, turn++));
    }

    private long Minutes(ref Chance chance) => (long)(chance.LogNormal(delays.IssuerMinutes, 0.7) * TimeSpan.TicksPerMinute);

    private long AnalystHours(ref Chance chance) => (long)(chance.LogNormal(delays.AnalystHours, 0.8) * TimeSpan.TicksPerHour);

    private static long Days(ref Chance chance, double median, double sigma = 0.6)
        => (long)(Math.Min(4 * median, chance.LogNormal(median, sigma)) * TimeSpan.TicksPerDay);

    private static double Confidence(LabelSource source) => source switch
    {
        LabelSource.Issuer => 0.6,
        LabelSource.Analyst => 0.85,
        LabelSource.EarlyFraudReport => 0.9,
        // Below the early report: some customers dispute what they bought.
        LabelSource.Dispute => 0.8,
        LabelSource.Final => 1,
    };

    // Nobody disputes 80 cents; nobody but the collection department ever reports a bust-out; mules tell nobody.
    private static Voices VoicesFor(Story story, bool isAccomplice) => story switch
    {
        Story.None => default,
        Story.CardTesting => new(0.35, 0.3, 0.25, 0.3, 0.02),
        Story.StolenCard => new(0.15, 0.35, 0.45, 0.65, 0.1),
        Story.AccountTakeover => new(0.06, 0.55, 0, 0.6, 0.15),
        Story.CompromisedMerchant => new(0.12, 0.2, 0.5, 0.75, 0.1),
        Story.MuleNetwork => isAccomplice ? new(0.01, 0.5, 0, 0, 0.35) : new(0.03, 0.35, 0, 0.6, 0.1),
        Story.BustOut => new(0, 0.06, 0, 0, 0.9),
    };
}
