using FraudFunctions.Learning.Simulation.Chances;

namespace FraudFunctions.Learning.Networks.Recurrent;

/// <summary>Deals histories out to lanes: a lane reads one from its beginning to its end, then takes the next, so that no lane ever waits for another.</summary>
/// <remarks>Example: histories of 3, 5 and 2 steps in two lanes read AAACC and BBBBB: one window of five steps holds them all.</remarks>
internal sealed class ReadHistories
{
    private readonly IReadOnlyList<int[]> histories;
    private readonly int[] order, current, position;
    private readonly double coldStarts;
    private Chance chance;
    private int dealt;

    internal ReadHistories(IReadOnlyList<int[]> histories, int lanes, double coldStarts, Chance chance)
    {
        (this.histories, this.coldStarts, this.chance) = (histories, coldStarts, chance);
        order = [.. Enumerable.Range(0, histories.Count)];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = this.chance.Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
        current = new int[lanes];
        position = new int[lanes];
        Array.Fill(current, -1);
    }

    /// <summary>Fills the next window; false when everything has been read.</summary>
    internal bool Next(Window window)
    {
        bool any = false;
        for (int lane = 0; lane < window.Lanes; lane++)
        {
            bool cold = chance.Hits(coldStarts);
            for (int step = 0; step < window.Steps; step++)
            {
                int at = step * window.Lanes + lane;
                bool fresh = Advance(lane);
                window.Keep[at] = fresh || (cold && step == 0) ? 0 : 1;
                window.Rows[at] = current[lane] < 0 ? -1 : histories[current[lane]][position[lane]];
                any |= current[lane] >= 0;
            }
        }
        return any;
    }

    /// <summary>One step on; true when the lane begins a history.</summary>
    private bool Advance(int lane)
    {
        if (current[lane] >= 0 && ++position[lane] < histories[current[lane]].Length)
            return false;
        current[lane] = dealt < order.Length ? order[dealt++] : -1;
        position[lane] = 0;
        return true;
    }
}
