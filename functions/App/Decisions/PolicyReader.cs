using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Decisions;

/// <summary>Reads the document of a policy that comes from outside: the policy, or the member that is wrong.</summary>
public static class PolicyReader
{
    /// <param name="utf8">The document.</param>
    /// <param name="whole">What the document is called where no member can be named.</param>
    public static Parsed<Policy> Read(ReadOnlySpan<byte> utf8, string whole)
    {
        Policy policy;
        try
        {
            policy = Rulebook.ReadPolicy(utf8);
        }
        catch (JsonException refused)
        {
            return refused.Message.Contains("missing required properties", StringComparison.Ordinal)
                ? new FieldProblem("missing", Inside(whole, "version"), "is missing")
                : RequestReading.Refusal(refused, whole);
        }
        if (policy is null)
            return new FieldProblem("wrong-type", whole, "is null; it must be a policy");
        return CheckPolicy.Of(policy, ActiveBasis.Schema) is { } wrong ? wrong with { Field = Inside(whole, wrong.Field) } : policy;
    }

    private static string Inside(string whole, string member) => whole.StartsWith('(') ? member : $"{whole}.{member}";
}
