namespace FraudFunctions.Learning.Simulation.Chances;

/// <summary>
/// A seeded source of chance in eight bytes (SplitMix64, Steele et al. 2014), small enough that every customer has one
/// and fixed by its definition, unlike <see cref="Random"/>, whose algorithm is the runtime's to change.
/// </summary>
internal struct Chance(ulong state)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong state = state;

    /// <summary>The stream for one use of one thing, independent of every other. Example: customer 7's favourite in category 3.</summary>
    public static Chance Of(long seed, Strand strand, long first, long second = 0)
    {
        ulong hash = Mix((ulong)seed + Golden * ((ulong)strand + 1));
        hash = Mix(hash + Golden * (ulong)(first + 1));
        return new Chance(Mix(hash + Golden * (ulong)(second + 1)));
    }

    public ulong Next() => Mix(state += Golden);

    /// <summary>Uniform in [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Hits(double probability) => Unit() < probability;

    /// <summary>Uniform in 0 … count - 1.</summary>
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>Uniform whole number, both ends included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    public double Between(double least, double most) => least + (most - least) * Unit();

    /// <summary>A span of time in ticks, uniform between two numbers of minutes.</summary>
    public long Minutes(double least, double most) => (long)(Between(least, most) * TimeSpan.TicksPerMinute);

    public long Hours(double least, double most) => Minutes(least * 60, most * 60);

    /// <summary>Standard normal, by Marsaglia's polar method.</summary>
    public double Normal()
    {
        while (true)
        {
            double x = 2 * Unit() - 1, y = 2 * Unit() - 1, square = x * x + y * y;
            if (square is > 1e-300 and < 1)
                return x * Math.Sqrt(-2 * ExactMath.Log(square) / square);
        }
    }

    public double LogNormal(double median, double sigma) => median * ExactMath.Exp(sigma * Normal());

    /// <summary>Poisson: Knuth's product for small means, the rounded normal above 30.</summary>
    public int Poisson(double mean)
    {
        if (mean <= 0)
            return 0;
        if (mean > 30)
            return Math.Max(0, (int)Math.Floor(mean + Math.Sqrt(mean) * Normal() + 0.5));
        double floor = ExactMath.Exp(-mean), product = Unit();
        int count = 0;
        for (; product > floor; count++)
            product *= Unit();
        return count;
    }

    /// <summary>An index with probability proportional to its weight, given the running totals of the weights.</summary>
    public int Pick(ReadOnlySpan<double> runningTotals)
    {
        double at = Unit() * runningTotals[^1];
        int low = 0, high = runningTotals.Length - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (runningTotals[middle] > at)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>Running totals of weights, the form <see cref="Pick(ReadOnlySpan{double})"/> wants.</summary>
    public static double[] RunningTotals(IEnumerable<double> weights)
    {
        double total = 0;
        return [.. weights.Select(weight => total += weight)];
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
