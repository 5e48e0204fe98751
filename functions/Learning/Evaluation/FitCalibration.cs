using FraudFunctions.Engine.Models;

namespace FraudFunctions.Learning.Evaluation;

/// <summary>Learns how to turn a model's (prior-corrected) probabilities into frequencies, on rows the model has not seen.</summary>
public static class FitCalibration
{
    // Below this a step of the isotonic fit rests on a handful of frauds (scikit-learn's guide asks for about a thousand rows).
    internal const int FraudsForIsotonic = 200;

    // Two parameters need a few of each class on both halves.
    internal const int FraudsForPlatt = 20;

    /// <summary>The calibration with the least log loss on rows it was not fitted on: halves take turns, then the winner is fitted on all.</summary>
    /// <remarks>Rows take turns by position, so each half covers the whole slice of time. The simpler one wins a tie.</remarks>
    public static Calibration Choose(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels)
    {
        var frauds = labels.Count(true);
        var best = (Calibration)new Uncalibrated();
        var least = Reliability.LogLoss(probabilities, labels);
        if (frauds >= FraudsForPlatt)
            Consider(Platt, probabilities, labels, ref best, ref least);
        if (frauds >= FraudsForIsotonic)
            Consider(Isotonic, probabilities, labels, ref best, ref least);
        return best;
    }

    /// <summary>A line in log-odds by Newton's method, with Platt's smoothed targets (Lin, Lin and Weng 2007). Falls back to no calibration when higher scores do not mean more fraud.</summary>
    public static Calibration Platt(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels)
    {
        var (frauds, rows) = (labels.Count(true), labels.Length);
        var (high, low) = ((frauds + 1.0) / (frauds + 2), 1.0 / (rows - frauds + 2));
        double slope = 1, intercept = 0;
        for (var step = 0; step < 50; step++)
        {
            double gradientSlope = 0, gradientIntercept = 0, hessianSlope = 1e-12, hessianIntercept = 1e-12, hessianBoth = 0;
            for (var row = 0; row < rows; row++)
            {
                var x = PlattScaling.LogOdds(probabilities[row]);
                var p = TreeEnsemble.Sigmoid(slope * x + intercept);
                var (error, weight) = (p - (labels[row] ? high : low), p * (1 - p));
                gradientSlope += error * x;
                gradientIntercept += error;
                hessianSlope += weight * x * x;
                hessianBoth += weight * x;
                hessianIntercept += weight;
            }
            var determinant = hessianSlope * hessianIntercept - hessianBoth * hessianBoth;
            if (!(determinant > 0))
                break;
            var slopeStep = (hessianIntercept * gradientSlope - hessianBoth * gradientIntercept) / determinant;
            var interceptStep = (hessianSlope * gradientIntercept - hessianBoth * gradientSlope) / determinant;
            // Far from the optimum a full Newton step can overshoot; half a unit of log-odds a step is far enough.
            var length = Math.Max(1, 2 * Math.Max(Math.Abs(slopeStep), Math.Abs(interceptStep) / 4));
            (slope, intercept) = (slope - slopeStep / length, intercept - interceptStep / length);
            if (Math.Abs(slopeStep) + Math.Abs(interceptStep) < 1e-10)
                break;
        }
        return slope > 0 && double.IsFinite(slope) && double.IsFinite(intercept) ? new PlattScaling(slope, intercept) : new Uncalibrated();
    }

    /// <summary>The rising steps that fit best, by pooling adjacent violators (Ayer et al. 1955), joined at their centres.</summary>
    public static Calibration Isotonic(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels)
    {
        var order = Ranking.FallingOrder(probabilities, labels.Length);
        Array.Reverse(order);
        var steps = new Stack<Step>();
        for (var i = 0; i < order.Length; i++)
        {
            var step = new Step(1, labels[order[i]] ? 1 : 0, probabilities[order[i]]);
            // Tied scores are one step whatever their labels.
            for (; i + 1 < order.Length && probabilities[order[i + 1]] == probabilities[order[i]]; i++)
                step += new Step(1, labels[order[i + 1]] ? 1 : 0, probabilities[order[i + 1]]);
            // Centres closer than a double can tell are one step too.
            while (steps.TryPeek(out var before) && (before.Frequency >= step.Frequency || before.Centre >= step.Centre))
                step = steps.Pop() + step;
            steps.Push(step);
        }
        var rising = steps.Reverse().ToArray();
        return new IsotonicSteps([.. rising.Select(step => step.Centre)], Frequencies(rising));
    }

    /// <summary>Steps without a fraud, or with nothing else, are not certain: half an event is granted, within the neighbouring step.</summary>
    private static double[] Frequencies(Step[] steps)
    {
        var frequencies = Array.ConvertAll(steps, step => step.Frequency);
        if (steps[0].Frauds == 0)
            frequencies[0] = Math.Min(.5 / (steps[0].Rows + 1), steps.Length > 1 ? steps[1].Frequency / 2 : 1);
        if (steps.Length > 1 && steps[^1].Frauds == steps[^1].Rows)
            frequencies[^1] = Math.Max(1 - .5 / (steps[^1].Rows + 1), (1 + steps[^2].Frequency) / 2);
        return frequencies;
    }

    private readonly record struct Step(double Rows, double Frauds, double ScoreSum)
    {
        internal double Frequency => Frauds / Rows;
        internal double Centre => ScoreSum / Rows;
        public static Step operator +(Step a, Step b) => new(a.Rows + b.Rows, a.Frauds + b.Frauds, a.ScoreSum + b.ScoreSum);
    }

    private delegate Calibration Fit(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels);

    private static void Consider(Fit fit, ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels, ref Calibration best, ref double least)
    {
        var loss = (HalfLoss(fit, probabilities, labels, 0) + HalfLoss(fit, probabilities, labels, 1)) / labels.Length;
        if (loss < least)
            (best, least) = (fit(probabilities, labels), loss);
    }

    /// <summary>Fits on every second row and returns the summed log loss on the others.</summary>
    private static double HalfLoss(Fit fit, ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels, int parity)
    {
        var (fitted, truth) = Half(probabilities, labels, parity);
        var (left, leftTruth) = Half(probabilities, labels, 1 - parity);
        var calibration = fit(fitted, truth);
        return Reliability.LogLoss(Array.ConvertAll(left, calibration.Apply), leftTruth) * left.Length;
    }

    private static (double[] Probabilities, bool[] Labels) Half(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels, int parity)
    {
        var (half, truth) = (new List<double>(), new List<bool>());
        for (var row = parity; row < labels.Length; row += 2)
        {
            half.Add(probabilities[row]);
            truth.Add(labels[row]);
        }
        return ([.. half], [.. truth]);
    }
}
