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
                history.Mark(moment.Time, moment.Who, moment.Time + 5);
                frauds++;
            }
        }
        Moment[] moments = history.Moments.ToArray();
        Assert.True(moments.Length <= History.Capacity, $"{moments.Length} moments");
        Assert.Equal(Events, moments.Sum(moment => moment.Count));
        Assert.Equal(amount, moments.Sum(moment => moment.AmountMinor));
        Assert.Equal(frauds, moments.Sum(moment => moment.Frauds));
        Assert.Equal(moments.Select(moment => moment.Time).Order(), moments.Select(moment => moment.Time));
    }

    [Fact]
    public void A_label_marks_its_event_and_a_correction_clears_it()
    {
        History history = new();
        history.Add(At(Start, who: 7));
        history.Add(At(Start, who: 8));
        history.Mark(Start, 7, Start + 50);
        Assert.Equal([(1, Start + 50), (0, 0u)], history.Moments.ToArray().Select(moment => (moment.Frauds, moment.FraudKnown)));
        history.Mark(Start, 7, 0);
        Assert.All(history.Moments.ToArray(), moment => Assert.Equal(0, moment.Frauds));
    }

    [Fact]
    public void A_second_source_that_says_the_same_does_not_make_the_fraud_younger()
    {
        History history = new();
        history.Add(At(Start));
        history.Mark(Start, 1, Start + 50);
        history.Mark(Start, 1, Start + 90);
        Assert.Equal((1, Start + 50), (history.Moments[0].Frauds, history.Moments[0].FraudKnown));
    }

    [Fact]
    public void A_label_that_overtakes_its_event_waits_for_it()
    {
        History overtaken = new();
        overtaken.Add(At(Start - 10, who: 3));
        overtaken.Mark(Start, 7, Start + 50);
        overtaken.Add(At(Start, 250, who: 7));
        History inOrder = new();
        inOrder.Add(At(Start - 10, who: 3));
        inOrder.Add(At(Start, 250, who: 7));
        inOrder.Mark(Start, 7, Start + 50);
        Assert.Equal(inOrder.Moments.ToArray(), overtaken.Moments.ToArray());
    }

    [Fact]
    public void A_clone_does_not_change_with_its_original()
    {
        History history = new();
        history.Add(At(Start));
        History clone = history.Clone();
        history.Add(At(Start + 1));
        history.Mark(Start, 1, Start + 9);
        Assert.Equal([Start], Times(clone));
        Assert.Equal(0, clone.Moments[0].Frauds);
    }
}
