using System.Text.RegularExpressions;

namespace FraudFunctions.Tests.Architecture;

/// <summary>
/// An orchestrator is run again from its history: what it asks the clock, chance or the world comes out differently each time. Only the context may
/// be asked.
/// </summary>
public sealed partial class OrchestratorTests
{
    [Fact]
    public void Orchestrators_ask_only_their_context()
        => Assert.Empty(SourceFile.Of("App").SelectMany(file => Offences(file.Text).Select(offence => $"{file.Path}: {offence}")));

    [Theory]
    [InlineData("DateTime.UtcNow")]
    [InlineData("Guid.NewGuid()")]
    [InlineData("clock.GetUtcNow()")]
    [InlineData("Task.Delay(1)")]
    [InlineData("new Random(1)")]
    [InlineData("documents.GetAsync(x)")]
    [InlineData("client.GetAsync(x)")]
    [InlineData("x.ConfigureAwait(false)")]
    public void The_check_finds_what_replay_cannot_bear(string offence)
    {
        string text = $$"""
            public static async Task<int> Run([OrchestrationTrigger] TaskOrchestrationContext context)
            {
                if (true)
                {
                    {{offence}};
                }
                return 1;
            }

            public static string Elsewhere() => Guid.NewGuid().ToString();
            """;
        Assert.Single(Offences(text));
    }

    private static IEnumerable<string> Offences(string text)
    {
        foreach (Match start in Orchestrator().Matches(text))
        {
            foreach (Match offence in Forbidden().Matches(BodyFrom(text, start.Index)))
                yield return offence.Value;
        }
    }

    private static string BodyFrom(string text, int index)
    {
        int open = text.IndexOf('{', index);
        int depth = 0;
        for (int i = open; i < text.Length; i++)
        {
            depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            if (depth == 0)
                return text[open..i];
        }
        return text[open..];
    }

    [GeneratedRegex(@"\[OrchestrationTrigger\]")]
    private static partial Regex Orchestrator();

    [GeneratedRegex(@"DateTime(Offset)?\.(Utc)?Now|Guid\.NewGuid|GetUtcNow|Task\.(Delay|Run)|new Random|\b(documents|files|client|http)\.\w+Async|ConfigureAwait|Environment\.")]
    private static partial Regex Forbidden();
}
