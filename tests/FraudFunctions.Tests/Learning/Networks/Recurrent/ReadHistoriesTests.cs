using FraudFunctions.Learning.Networks.Recurrent;
using FraudFunctions.Learning.Simulation.Chances;

namespace FraudFunctions.Tests.Learning.Networks.Recurrent;

public sealed class ReadHistoriesTests
{
    [Theory]
    [InlineData(0), InlineData(.5)]
    public void Every_step_of_every_history_is_read_once_and_in_order(double coldStarts)
    {
        int next = 0;
        int[][] histories = [.. Enumerable.Range(0, 40).Select(i => Enumerable.Range(0, 1 + i * 7 % 23).Select(_ => next++).ToArray())];
        Window window = new(6, 4);
        ReadHistories reading = new(histories, 4, coldStarts, new Chance(9));
        List<(int Row, float Keep)>[] lanes = [[], [], [], []];
        int colds = 0;
        while (reading.Next(window))
            for (int step = 0; step < 6; step++)
                for (int lane = 0; lane < 4; lane++)
                {
                    (int row, float keep) = (window.Rows[step * 4 + lane], window.Keep[step * 4 + lane]);
                    lanes[lane].Add((row, keep));
                    if (row >= 0 && keep == 0 && Array.TrueForAll(histories, history => history[0] != row))
                    {
                        colds++;
                        Assert.Equal(0, step);
                    }
                }
        Assert.Equal(Enumerable.Range(0, next), lanes.SelectMany(lane => lane).Select(one => one.Row).Where(row => row >= 0).Order());
        foreach (List<(int Row, float Keep)> lane in lanes)
            for (int i = 0; i < lane.Count; i++)
                if (Array.Exists(histories, history => history[0] == lane[i].Row))
                    Assert.Equal(0, lane[i].Keep);
                else if (lane[i].Row >= 0)
                    Assert.Equal(lane[i - 1].Row + 1, lane[i].Row);
        Assert.Equal(coldStarts > 0, colds > 0);
    }
}
