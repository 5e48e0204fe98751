using FraudFunctions.Engine.Labels;

namespace FraudFunctions.Tests.Engine.Labels;

public sealed class StandingTests
{
    private static Word Fraud(int day, LabelSource source = LabelSource.Analyst) => new(Verdict.Fraud, source, Day(day));

    private static Word Genuine(int day, LabelSource source = LabelSource.Analyst) => new(Verdict.Genuine, source, Day(day));

    private static DateTimeOffset Day(int day) => Given.Morning.AddDays(day);

    [Fact]
    public void Nothing_stands_before_anybody_has_said_anything()
    {
        Assert.Null(Standing.Of([], Day(9)));
        Assert.Null(Standing.Of([Fraud(3)], Day(2)));
    }

    [Theory]
    [InlineData(1, Verdict.Fraud, 1)]
    [InlineData(2, Verdict.Genuine, 2)]
    [InlineData(29, Verdict.Genuine, 2)]
    [InlineData(40, Verdict.Fraud, 30)]
    public void The_newest_word_known_by_then_stands(int at, Verdict verdict, int since)
        => Assert.Equal(new Standing(verdict, Day(since)), Standing.Of([Fraud(30, LabelSource.Final), Fraud(1, LabelSource.Issuer), Genuine(2), Fraud(31)], Day(at)));

    [Fact]
    public void Of_words_of_one_time_the_more_trusted_source_counts_and_then_fraud()
    {
        Assert.Equal(Verdict.Genuine, Standing.Of([Genuine(1, LabelSource.Final), Fraud(1, LabelSource.Issuer)], Day(1))!.Value.Verdict);
        Assert.Equal(Verdict.Fraud, Standing.Of([Fraud(1), Genuine(1)], Day(1))!.Value.Verdict);
    }

    [Fact]
    public void A_second_source_that_says_the_same_changes_nothing()
        => Assert.Equal(FraudChange.None, FraudChange.Of([Fraud(1)], Fraud(5, LabelSource.Dispute)));

    [Fact]
    public void A_change_says_what_is_known_and_what_is_withdrawn()
    {
        Assert.Equal(new FraudChange(null, Day(1)), FraudChange.Of([], Fraud(1)));
        Assert.Equal(new FraudChange(Day(1), null), FraudChange.Of([Fraud(1)], Genuine(2)));
        Assert.Equal(FraudChange.None, FraudChange.Of([Genuine(2)], Fraud(1)));
        // An older word that it was fraud too comes late: it was known earlier than we thought.
        Assert.Equal(new FraudChange(Day(5), Day(1)), FraudChange.Of([Fraud(5)], Fraud(1, LabelSource.Issuer)));
    }

    [Fact]
    public void The_changes_add_up_to_the_same_in_whatever_order_the_words_come()
    {
        Random random = new(7);
        Word[] words = [Fraud(1, LabelSource.Issuer), Genuine(2), Fraud(2, LabelSource.Dispute), Genuine(8), Genuine(9, LabelSource.Dispute), Fraud(30, LabelSource.Final), Fraud(31)];
        for (int run = 0; run < 500; run++)
        {
            random.Shuffle(words);
            Dictionary<DateTimeOffset, int> counted = [];
            for (int i = 0; i < words.Length; i++)
            {
                FraudChange change = FraudChange.Of(words.AsSpan(0, i), words[i]);
                if (change.Withdrawn is { } withdrawn)
                    counted[withdrawn] = counted.GetValueOrDefault(withdrawn) - 1;
                if (change.Known is { } known)
                    counted[known] = counted.GetValueOrDefault(known) + 1;
            }
            Assert.Equal([(Day(30), 1)], counted.Where(pair => pair.Value != 0).Select(pair => (pair.Key, pair.Value)));
        }
    }
}
