using FraudFunctions.Engine.State;

namespace FraudFunctions.Tests.Engine.State;

public sealed class KnownFraudsTests
{
    private const uint Day = 86_400;
    private const uint Start = 1_700_000_000;

    private static KnownFrauds Many(int count)
    {
        Random random = new(1);
        KnownFrauds frauds = KnownFrauds.None;
        for (uint i = 0; i < count; i++)
            frauds = frauds.With(Start + i * 3_000, Start - (uint)random.Next(100 * (int)Day), 1, high: i % 4 == 0);
        return frauds;
    }

    [Fact]
    public void They_lie_in_the_order_in_which_they_became_known()
    {
        KnownFrauds frauds = KnownFrauds.None.With(Start + 9, Start, 1, high: false).With(Start + 5, Start + 1, 1, high: true).With(Start + 9, Start, 1, high: false);
        Assert.Equal([new(Start + 5, Start + 1, 1, 1), new(Start + 9, Start, 2, 0)], frauds.Entries.ToArray());
    }

    [Fact]
    public void However_many_there_are_the_list_is_short_and_none_is_lost()
    {
        KnownFrauds frauds = Many(1_000);
        KnownFraud[] entries = frauds.Entries.ToArray();
        Assert.True(entries.Length <= KnownFrauds.Capacity, $"{entries.Length} entries");
        Assert.Equal((1_000, 250), (entries.Sum(fraud => fraud.Frauds), entries.Sum(fraud => fraud.High)));
        uint now = entries[^1].Known;
        foreach ((uint window, uint step) in new[] { (Day, 10_800u), (7 * Day, 43_200u), (30 * Day, 432_000u) })
        {
            int exact = Enumerable.Range(0, 1_000).Count(i => Start + i * 3_000 > now - window);
            Assert.InRange(entries.Where(fraud => fraud.Known > now - window).Sum(fraud => fraud.Frauds), exact, exact + (int)step / 3_000);
        }
    }

    [Fact]
    public void One_that_was_folded_can_be_taken_back()
    {
        KnownFrauds frauds = Many(1_000).With(Start + 3_000, Start - 200 * Day, -1, high: false);
        Assert.Equal(999, frauds.Entries.ToArray().Sum(fraud => fraud.Frauds));
    }

    [Fact]
    public void A_withdrawal_that_comes_first_waits_for_what_it_withdraws()
    {
        KnownFrauds withdrawn = KnownFrauds.None.With(Start + 5, Start, -1, high: true);
        Assert.Equal(-1, withdrawn.Entries[0].Frauds);
        Assert.True(withdrawn.With(Start + 5, Start, 1, high: true).Entries.IsEmpty);
    }

    [Fact]
    public void What_was_known_long_ago_is_forgotten()
    {
        KnownFrauds frauds = KnownFrauds.None.With(Start, Start, 1, high: false).With(Start + 1, Start, 1, high: false);
        Assert.Equal([new(Start + 1, Start, 1, 0)], frauds.Since(Start).Entries.ToArray());
        Assert.True(frauds.Since(Start + 1).Entries.IsEmpty);
    }
}
