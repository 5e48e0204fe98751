using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Learning.Simulation;

namespace FraudFunctions.Tests.Learning.Simulation;

public sealed class SimulatedLabelTests
{
    private static readonly Dictionary<string, SimulatedPayment> payments = Runs.QuarterPayments.ToDictionary(payment => payment.Transaction.Id);

    [Fact]
    public void Every_label_is_of_a_payment_before_it()
    {
        Assert.All(Runs.QuarterLabels, label =>
        {
            var transaction = payments[label.TransactionId].Transaction;
            Assert.Equal((transaction.CustomerId, transaction.Time), (label.CustomerId, label.EventTime));
            Assert.True(label.KnownTime > transaction.Time);
            Assert.InRange(label.Confidence, 0.01, 1);
        });
    }

    [Fact]
    public void The_first_label_of_a_payment_is_the_one_that_comes_first_in_the_stream()
    {
        var end = new DateTimeOffset(Runs.Quarter.From.AddDays(Runs.Quarter.Days).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var first = Runs.QuarterLabels.GroupBy(label => label.TransactionId).ToDictionary(group => group.Key, group => group.First());
        Assert.All(Runs.QuarterPayments, payment => Assert.Equal(payment.FirstLabel?.KnownTime < end ? payment.FirstLabel : null, first.GetValueOrDefault(payment.Transaction.Id)));
    }

    [Fact]
    public void Sources_speak_in_the_order_of_their_trust()
    {
        // A year, so that the slow ones have had their say.
        var labels = Runs.Split(Simulator.Run(Runs.Quarter with { Customers = 400, Days = 365 })).Labels;
        double Delay(LabelSource source) => Runs.Median(labels.Where(label => label.Source == source && label.Verdict == Verdict.Fraud).Select(label => (label.KnownTime - label.EventTime).TotalDays));
        Assert.InRange(Delay(LabelSource.Issuer), 0, 0.02);
        Assert.InRange(Delay(LabelSource.Analyst), 0.2, 2);
        Assert.InRange(Delay(LabelSource.EarlyFraudReport), 3, 8);
        Assert.InRange(Delay(LabelSource.Dispute), 12, 25);
        Assert.InRange(Delay(LabelSource.Final), 40, 70);
    }

    [Fact]
    public void Some_fraud_is_never_labelled_and_some_labels_are_wrong()
    {
        double labelled = Runs.QuarterPayments.Where(payment => payment.IsFraud).Average(payment => payment.FirstLabel is null ? 0.0 : 1);
        Assert.InRange(labelled, 0.6, 0.95);
        double wrong = Runs.QuarterLabels.Average(label => label.Verdict == Verdict.Fraud != payments[label.TransactionId].IsFraud ? 1.0 : 0);
        Assert.InRange(wrong, 0.005, 0.1);
        Assert.Contains(Runs.QuarterLabels, label => label.Verdict == Verdict.Genuine && !payments[label.TransactionId].IsFraud);
    }

    [Fact]
    public void A_final_label_corrects_an_analyst()
    {
        var corrected = Runs.QuarterLabels.GroupBy(label => label.TransactionId).Where(group =>
            group.First() is { Source: LabelSource.Analyst, Verdict: Verdict.Fraud } && group.Last() is { Source: LabelSource.Final, Verdict: Verdict.Genuine });
        Assert.NotEmpty(corrected);
        Assert.All(corrected, group => Assert.False(payments[group.Key].IsFraud));
    }

    [Fact]
    public void A_debt_is_written_off_after_a_month_at_the_earliest()
    {
        var written = Runs.QuarterPayments.Where(payment => payment is { Story: Story.BustOut, FirstLabel.Source: LabelSource.Final }).ToList();
        Assert.NotEmpty(written);
        Assert.All(written, payment => Assert.True(payment.FirstLabel!.KnownTime - payment.Time >= TimeSpan.FromDays(30)));
    }

    [Fact]
    public void A_mule_disputes_nothing()
    {
        var onward = Runs.QuarterLabels.Where(label => payments[label.TransactionId] is { Story: Story.MuleNetwork, Transaction.Type: TransactionType.Withdrawal or TransactionType.TopUp }).ToList();
        Assert.NotEmpty(onward);
        Assert.DoesNotContain(onward, label => label.Source == LabelSource.Dispute);
    }

    [Fact]
    public void Delays_are_options()
    {
        var slow = Runs.Quarter with { Customers = 300, Labels = new LabelDelays { AnalystHours = 100, NeverLabelledShare = 0 } };
        var analyst = Simulator.Run(slow).OfType<SimulatedPayment>().Select(payment => payment.FirstLabel).OfType<Label>().Where(label => label.Source == LabelSource.Analyst);
        Assert.InRange(Runs.Median(analyst.Select(label => (label.KnownTime - label.EventTime).TotalHours)), 70, 140);
        var silent = Runs.Small with { Labels = new LabelDelays { NeverLabelledShare = 1, FriendlyFraudShare = 0, AnalystErrorShare = 0, ConfirmedGenuineShare = 0 } };
        Assert.Empty(Simulator.Run(silent).OfType<SimulatedLabel>());
    }
}
