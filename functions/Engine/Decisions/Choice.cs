using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FraudFunctions.Engine.Decisions;

/// <summary>
/// What was left to chance in one decision: the outcome that would have been taken without it, and how likely each outcome was. Probabilities are
/// whole millionths, so that what is written down is exactly what was drawn from.
/// </summary>
public sealed record Choice(Outcome Greedy, IReadOnlyList<double> Propensities)
{
    internal const int Whole = 1_000_000;

    /// <summary>How likely an outcome was.</summary>
    public double Of(Outcome outcome) => Propensities[(int)outcome];

    /// <summary>Which outcome a draw in [0, 1) falls on.</summary>
    /// <example>Approve .95, review .05: .2 draws approve, .97 review.</example>
    public Outcome Draw(double chance)
    {
        long place = (long)(chance * Whole);
        for (int outcome = 0; outcome < Propensities.Count; outcome++)
        {
            place -= (long)Math.Round(Propensities[outcome] * Whole);
            if (place < 0)
                return (Outcome)outcome;
        }
        return Greedy;
    }

    /// <summary>
    /// The chance of a decision: the same whenever and wherever it is made again, and unknown to whoever does not know the seed. SHA-256 of the
    /// policy's seed and version and of the decision's id.
    /// </summary>
    public static double ChanceOf(string decisionId, int policyVersion, string seed)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{seed}\n{policyVersion}\n{decisionId}")), hash);
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) * (1.0 / (1ul << 53));
    }
}
