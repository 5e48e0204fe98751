using FraudFunctions.Learning.Evaluation;
using FraudFunctions.Learning.Trees;

namespace FraudFunctions.Learning.Backtests;

/// <summary>What every line catches of one part of the frauds, all lines disturbing equally many honest payments.</summary>
/// <param name="Part">Which part.</param>
/// <param name="Frauds">Frauds in it, in all periods.</param>
/// <param name="Genuine">Honest rows in it.</param>
/// <param name="Lines">One for each line, in their order.</param>
public sealed record PartOfFrauds(string Part, int Frauds, int Genuine, IReadOnlyList<Catch> Lines);

/// <summary>What a line catches of a part.</summary>
/// <param name="Recall">Share of the part's frauds.</param>
/// <param name="FalseAlarms">Share of the part's honest rows: the threshold is one for all parts, so some bear more of the alarms.</param>
/// <param name="Alone">Frauds that it catches and no other line does, those that are made of others not counted; null for these.</param>
public readonly record struct Catch(double Recall, double FalseAlarms, int? Alone);

/// <summary>Divides a backtest: at one false positive rate over all rows of a period, how much of which frauds each line catches.</summary>
public static class CatchBySlice
{
    // A story counts as caught when most of its frauds are.
    private const double Most = .5;

    public static IReadOnlyList<PartOfFrauds> At(BacktestResult result, Slices slices, double falsePositiveRate)
    {
        Dictionary<string, Tally> tallies = slices.Parts.ToDictionary(part => part, _ => new Tally(result.Lines.Count), StringComparer.Ordinal);
        bool[] combines = [.. result.Lines.Select(line => line.Contender.Combines)];
        for (int period = 0; period < result.Periods.Count; period++)
        {
            Dataset rows = result.Periods[period];
            bool[][] flags = [.. result.Lines.Select(line => Flags(line.Scores[period], rows, falsePositiveRate))];
            for (int row = 0; row < rows.Rows; row++)
            {
                if (slices.PartOf[result.Rows[period][row]] is { } part)
                    tallies[part].Add(rows.Labels.Span[row], row, flags, combines);
            }
        }
        return [.. slices.Parts.Where(part => tallies[part].Frauds > 0).Select(part => tallies[part].Told(part, combines))];
    }

    /// <summary>The line that alone catches most of a part, when there is just one.</summary>
    public static int? OnlyOne(PartOfFrauds part)
    {
        int[] catching = [.. Enumerable.Range(0, part.Lines.Count).Where(line => part.Lines[line].Alone is not null && part.Lines[line].Recall >= Most)];
        return catching.Length == 1 ? catching[0] : null;
    }

    private static bool[] Flags(double[] scores, Dataset rows, double falsePositiveRate)
    {
        double threshold = Ranking.Of(scores, rows.Labels.Span).ThresholdAt(falsePositiveRate);
        return Array.ConvertAll(scores, score => score >= threshold);
    }

    private sealed class Tally(int lines)
    {
        private readonly int[] caught = new int[lines];
        private readonly int[] alarms = new int[lines];
        private readonly int[] alone = new int[lines];
        private int genuine;

        public int Frauds { get; private set; }

        public void Add(bool fraud, int row, bool[][] flags, bool[] combines)
        {
            (Frauds, genuine) = fraud ? (Frauds + 1, genuine) : (Frauds, genuine + 1);
            (int by, int only) = (0, 0);
            for (int line = 0; line < flags.Length; line++)
            {
                if (!flags[line][row])
                    continue;
                (fraud ? caught : alarms)[line]++;
                (by, only) = combines[line] ? (by, only) : (by + 1, line);
            }
            alone[only] += fraud && by == 1 ? 1 : 0;
        }

        public PartOfFrauds Told(string part, bool[] combines) => new(part, Frauds, genuine,
            [.. Enumerable.Range(0, caught.Length).Select(line => new Catch((double)caught[line] / Frauds, genuine == 0 ? 0 : (double)alarms[line] / genuine, combines[line] ? null : alone[line]))]);
    }
}
