using System.Text.Json;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Rules;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Decisions;

/// <summary>Reads a document of rules that comes from outside: the rules, or what is wrong with it.</summary>
public static class RulesReader
{
    /// <param name="utf8">The document.</param>
    /// <param name="whole">What the document is called where no member can be named.</param>
    public static Parsed<RuleSet> Read(ReadOnlySpan<byte> utf8, string whole)
    {
        try
        {
            return RuleReader.ReadStrictly(utf8, ActiveBasis.Schema);
        }
        catch (JsonException refused)
        {
            return RequestReading.Refusal(refused, whole);
        }
        catch (Exception refused) when (refused is FormatException or InvalidOperationException)
        {
            // The reader of rules says in words where it stopped.
            return new FieldProblem("invalid-rules", whole, $"cannot be read: {refused.Message.TrimEnd('.')}");
        }
    }
}
