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
    [InlineData("DateTimeOffset.Now")]
    [InlineData("clock.GetUtcNow()")]
    [InlineData("clock.GetTimestamp()")]
    [InlineData("TimeProvider.System")]
    [InlineData("Stopwatch.StartNew()")]
    [InlineData("Guid.NewGuid()")]
    [InlineData("Guid.CreateVersion7()")]
    [InlineData("new Random(1)")]
    [InlineData("Random.Shared")]
    [InlineData("RandomNumberGenerator.GetBytes(1)")]
    [InlineData("Task.Delay(1)")]
    [InlineData("Task.Run(x)")]
    [InlineData("Task.Factory.StartNew(x)")]
    [InlineData("Thread.Sleep(1)")]
    [InlineData("Parallel.For(x, y)")]
    [InlineData("source.CancelAsync()")]
    [InlineData("x.ConfigureAwait(false)")]
    [InlineData("documents.GetAsync(x)")]
    [InlineData("client.GetAsync(x)")]
    [InlineData("index.QueryAsync<int>(x)")]
    [InlineData("File.ReadAllText(x)")]
    [InlineData("Environment.GetEnvironmentVariable(x)")]
    [InlineData("Activity.Current")]
    [InlineData("log.LogInformation(x)")]
    [InlineData("lock (gate) { }")]
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

    [Theory]
    [InlineData("context.CallActivityAsync<int>(nameof(Score), x)")]
    [InlineData("context.CallSubOrchestratorAsync(nameof(Step), x)")]
    [InlineData("context.CreateTimer(context.CurrentUtcDateTime.AddDays(1), CancellationToken.None)")]
    [InlineData("context.NewGuid()")]
    [InlineData("context.CreateReplaySafeLogger<int>().LogInformation(x)")]
    [InlineData("Task.WhenAll(a, b)")]
    [InlineData("Task.WhenAny(a, b) // and not Task.Delay")]
    [InlineData("NotifyAsync(context, x)")]
    public void The_check_lets_pass_what_the_context_gives(string harmless)
    {
        string text = $$"""
            public static async Task<int> Run([OrchestrationTrigger] TaskOrchestrationContext context)
            {
                await {{harmless}}
                ;
            }
            """;
        Assert.Empty(Offences(text));
    }

    [Theory]
    [InlineData("Task Run([OrchestrationTrigger(Orchestration = \"x\")] TaskOrchestrationContext context) => Task.Delay(1);", 1)]
    [InlineData("Task Run([OrchestrationTrigger] TaskOrchestrationContext context, Order order) => From(new Output { At = DateTime.UtcNow });", 1)]
    [InlineData("Task Run([OrchestrationTrigger] TaskOrchestrationContext context) => Ask(context); Guid Elsewhere() => Guid.NewGuid();", 0)]
    [InlineData("Task Run([OrchestrationTrigger] TaskOrchestrationContext context) { Task.Delay(1); } Task Too([OrchestrationTrigger] TaskOrchestrationContext context) { DateTime.UtcNow; }", 2)]
    public void The_check_reads_bodies_of_every_form_and_no_further(string text, int offences) => Assert.Equal(offences, Offences(text).Count());

    private static IEnumerable<string> Offences(string text)
    {
        string code = Comment().Replace(text, "");
        foreach (Match start in Orchestrator().Matches(code))
        {
            string body = BodyFrom(code, start.Index);
            foreach (Match offence in Forbidden().Matches(body))
                yield return offence.Value;
            if (!body.Contains("CreateReplaySafeLogger", StringComparison.Ordinal) && Logs().Match(body) is { Success: true } logged)
                yield return logged.Value;
        }
    }

    /// <summary>A block up to its closing brace, an expression up to its semicolon.</summary>
    private static string BodyFrom(string text, int index)
    {
        int open = text.IndexOf('{', index);
        int arrow = text.IndexOf("=>", index, StringComparison.Ordinal);
        if (arrow >= 0 && (open < 0 || arrow < open))
            return text.IndexOf(';', arrow) is var end and >= 0 ? text[arrow..end] : text[arrow..];
        int depth = 0;
        for (int i = open; i < text.Length; i++)
        {
            depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            if (depth == 0)
                return text[open..i];
        }
        return text[open..];
    }

    [GeneratedRegex(@"\[OrchestrationTrigger\b")]
    private static partial Regex Orchestrator();

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    // The clock; chance; other threads; the world; and whatever takes time and is asked of anything but the context.
    [GeneratedRegex(
        @"DateTime(Offset)?\.(Utc)?(Now|Today)|GetUtcNow|GetTimestamp|TimeProvider\.System|\bStopwatch\b"
        + @"|Guid\.(NewGuid|CreateVersion7)|\bRandom(NumberGenerator)?\b"
        + @"|Task\.(Delay|Run|Factory)|\bThread\b|\bParallel\.|ConfigureAwait|\block \("
        + @"|\b(File|Directory|Environment|Process|Activity|Console)\."
        + @"|(?<!\bcontext|OrchestrationContext)\.\w+Async\b")]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)\b")]
    private static partial Regex Logs();
}
