using FraudFunctions.Engine.State;

namespace FraudFunctions.Tests.Engine.State;

public sealed class HistoryTests
{
    private const uint Day = 86_400;
    private const uint Start = 1_700_000_000;

    private static Moment At(uint time, long amount = 100, ushort who = 1) => new() { Time = time, AmountMinor = amount, Who = who, Count = 1 };

    private static uint[] Times(History history) => [.. history.Moments.ToArray().Select(moment => moment.Time)];

    [Fact]
    public void Events_lie_in_the_order_of_their_time_whatever_the_order_they_came_in()
    {
        History history = new();
        foreach (uint time in new uint[] { 30, 10, 20, 20, 5 })
            history.Add(At(Start + time));
        Assert.Equal([Start + 5, Start + 10, Start + 20, Start + 20, Start + 30], Times(history));
    }

    [Fact]
    public void What_is_older_than_the_horizon_is_forgotten()
    {
        History history = new();
        history.Add(At(Start));
        history.Add(At(Start + Day));
        history.ForgetUntil(Start);
        Assert.Equal([Start + Day], Times(history));
    }

    [Fact]
    public void A_hot_entity_is_folded_without_losing_an_event_or_a_cent()
    {
        History history = new();
        Random random = new(1);
        long amount = 0;
        int frauds = 0;
        const int Events = 100_000;
        for (uint i = 0; i < Events; i++)
        {
            Moment moment = At(Start + i * 20, random.Next(1, 10_000), (ushort)random.Next(1, 60_000));
            amount += moment.AmountMinor;
            history.Add(moment);
            if (i % 97 == 0)
            {
                history.Mark(moment.Time, moment.Who, 1, high: i % 2 == 0);
                frauds++;
            }
        }
        Moment[] moments = history.Moments.ToArray();
        Assert.True(moments.Length <= History.Capacity, $"{moments.Length} moments");
        Assert.Equal(Events, moments.Sum(moment => (int)moment.Count));
        Assert.Equal(amount, moments.Sum(moment => moment.AmountMinor));
        Assert.Equal(frauds, moments.Sum(moment => moment.Frauds));
        Assert.Equal(moments.Select(moment => moment.Time).Order(), moments.Select(moment => moment.Time));
    }

    [Fact]
    public void A_busy_history_of_money_in_and_money_out_is_folded_too()
    {
        History history = new();
        for (uint i = 0; i < 50_000; i++)
        {
            history.Add(At(Start + i * 60) with { Credit = i % 2 == 0 });
            history.ForgetUntil(Start + i * 60 - 31 * Day);
            Assert.True(history.Count <= History.Capacity, $"{history.Count} moments");
        }
        Moment[] moments = history.Moments.ToArray();
        Assert.Equal(moments.Select(moment => moment.Time).Order(), moments.Select(moment => moment.Time));
        // All of 31 days but what shares the oldest fold with what is forgotten.
        Assert.All([true, false], credit => Assert.InRange(moments.Where(moment => moment.Credit == credit).Sum(moment => (int)moment.Count), 31 * 720, 33 * 720));
    }

    [Fact]
    public void More_events_than_a_short_number_holds_still_fold()
    {
        History history = new();
        for (uint i = 0; i < 200_000; i++)
            history.Add(At(Start + i / 100));
        Assert.True(history.Count <= History.Capacity, $"{history.Count} moments");
        Assert.Equal(200_000, history.Moments.ToArray().Sum(moment => (int)moment.Count));
    }

    [Fact]
    public void A_label_marks_its_event_and_a_correction_clears_it()
    {
        History history = new();
        history.Add(At(Start, who: 7));
        history.Add(At(Start, who: 8));
        history.Mark(Start, 7, 1, high: true);
        Assert.Equal([(1, 1), (0, 0)], history.Moments.ToArray().Select(moment => ((int)moment.Frauds, (int)moment.HighFrauds)));
        history.Mark(Start, 7, -1, high: true);
        Assert.All(history.Moments.ToArray(), moment => Assert.Equal((0, 0), (moment.Frauds, moment.HighFrauds)));
    }

    [Fact]
    public void Two_frauds_of_one_customer_in_one_second_are_two()
    {
        History history = new();
        history.Add(At(Start));
        history.Add(At(Start));
        history.Mark(Start, 1, 1, high: false);
        history.Mark(Start, 1, 1, high: false);
        Assert.Equal([1, 1], history.Moments.ToArray().Select(moment => (int)moment.Frauds));
    }

    [Fact]
    public void A_label_that_overtakes_its_event_waits_for_it()
    {
        History overtaken = new();
        overtaken.Add(At(Start - 10, who: 3));
        overtaken.Mark(Start, 7, 1, high: false);
        overtaken.Add(At(Start, 250, who: 7));
        History inOrder = new();
        inOrder.Add(At(Start - 10, who: 3));
        inOrder.Add(At(Start, 250, who: 7));
        inOrder.Mark(Start, 7, 1, high: false);
        Assert.Equal(inOrder.Moments.ToArray(), overtaken.Moments.ToArray());
    }

    [Fact]
    public void A_withdrawal_that_overtakes_what_it_withdraws_leaves_nothing()
    {
        History history = new();
        history.Mark(Start, 7, -1, high: false);
        history.Mark(Start, 7, 1, high: false);
        Assert.Equal(0, history.Count);
    }

    [Fact]
    public void A_clone_does_not_change_with_its_original()
    {
        History history = new();
        history.Add(At(Start));
        History clone = history.Clone();
        history.Add(At(Start + 1));
        history.Mark(Start, 1, 1, high: false);
        Assert.Equal([Start], Times(clone));
        Assert.Equal(0, clone.Moments[0].Frauds);
    }
}
