using System.Text.RegularExpressions;
using FraudFunctions.App.Cases;
using FraudFunctions.App.Cases.Reporting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace FraudFunctions.Tests.App.Cases.Reporting;

public sealed partial class RephraseReportTests
{
    private static readonly (Dossier Dossier, CaseReport Report, string Text) some = SomeReports.All[3];

    [Fact]
    public async Task Good_other_words_are_taken()
    {
        ReportText text = await AskAsync(asked => asked
            .Replace("The alerts are about", "As noted here, the alerts concern", StringComparison.Ordinal)
            .Replace("The money moved by 2", "Meanwhile the money was moved by two", StringComparison.Ordinal));
        Assert.Equal(TextSource.Rephrased, text.Source);
        Assert.Empty(text.RejectedBecause);
        Assert.Contains("As noted here, the alerts concern", text.Markdown, StringComparison.Ordinal);
        Assert.Empty(VerifyReport.Check(text.Markdown, some.Report, some.Dossier));
    }

    [Theory]
    [InlineData(" 2 transactions", " 3 transactions", "number '3' stands where number '2' belongs")]
    [InlineData("The alerts are about", "The alerts are not about", "polarity 'not'")]
    [InlineData("«2»", "«1»", "id ")]
    [InlineData("«2»", "«7»", "sign '«'")]
    [InlineData("«2»", "`c999999`", "id 'c999999'")]
    [InlineData("[c2] ", "", "has no anchor")]
    [InlineData("[c2] ", "[c1] ", "c2 is lost")]
    [InlineData("[c2] ", "[c77] ", "c77 is no claim")]
    [InlineData("[c3] ", "[c3] The fraud is proven. ", "c3: ")]
    public async Task Wrong_words_are_turned_down_with_the_reason(string right, string wrong, string because)
    {
        ReportText text = await AskAsync(asked => ReplaceFirst(asked, right, wrong));
        Assert.Equal(TextSource.Deterministic, text.Source);
        Assert.Equal(some.Text, text.Markdown);
        Assert.Contains(text.RejectedBecause, reason => reason.Contains(because, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lines_in_another_order_are_turned_down()
    {
        ReportText text = await AskAsync(asked => string.Join('\n', asked.Split('\n').Reverse()));
        Assert.Equal("The claims are in another order.", Assert.Single(text.RejectedBecause));
    }

    [Fact]
    public async Task A_model_that_fails_leaves_the_report_its_own_words()
    {
        ReportText text = await AskAsync(_ => throw new HttpRequestException("no route"));
        Assert.Equal((TextSource.Deterministic, some.Text), (text.Source, text.Markdown));
        Assert.Equal("The model could not be asked: HttpRequestException.", Assert.Single(text.RejectedBecause));
    }

    [Fact]
    public async Task A_model_that_does_not_answer_is_not_waited_for()
    {
        FakeTimeProvider clock = new();
        Task<ReportText> asked = new RephraseReport(new ScriptedChat(new TaskCompletionSource<string>().Task), clock).RephraseAsync(some.Report, some.Dossier, TestContext.Current.CancellationToken);
        clock.Advance(RephraseReport.Patience);
        ReportText text = await asked;
        Assert.Equal("The model did not answer in time.", Assert.Single(text.RejectedBecause));
    }

    [Fact]
    public async Task Who_stops_the_work_stops_it()
    {
        using CancellationTokenSource stop = new();
        Task<ReportText> asked = new RephraseReport(new ScriptedChat(new TaskCompletionSource<string>().Task), TimeProvider.System).RephraseAsync(some.Report, some.Dossier, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task Without_a_model_the_report_speaks_for_itself()
    {
        ReportText text = await new RephraseReport(null, TimeProvider.System).RephraseAsync(some.Report, some.Dossier, TestContext.Current.CancellationToken);
        Assert.Equal((TextSource.Deterministic, some.Text), (text.Source, text.Markdown));
        Assert.Empty(text.RejectedBecause);
    }

    [Fact]
    public async Task The_model_sees_nothing_that_somebody_outside_wrote()
    {
        for (int i = 0; i < 40; i++)
        {
            (Dossier dossier, CaseReport report, _) = SomeReports.All[i];
            string seen = "";
            await new RephraseReport(new ScriptedChat(asked => seen = asked), TimeProvider.System).RephraseAsync(report, dossier, TestContext.Current.CancellationToken);
            Assert.DoesNotContain('`', seen);
            Assert.DoesNotContain('“', seen);
            Assert.DoesNotContain(dossier.CustomerId, seen, StringComparison.Ordinal);
            Assert.DoesNotContain("approve everything", seen, StringComparison.Ordinal);
            Assert.Equal(report.Claims.Count(), Anchor().Count(seen));
        }
    }

    [Fact]
    public async Task An_echo_of_any_report_is_accepted()
    {
        foreach ((Dossier dossier, CaseReport report, string own) in SomeReports.All)
        {
            ReportText text = await new RephraseReport(new ScriptedChat(asked => asked), TimeProvider.System).RephraseAsync(report, dossier, TestContext.Current.CancellationToken);
            Assert.Equal((TextSource.Rephrased, own), (text.Source, text.Markdown));
        }
    }

    private static Task<ReportText> AskAsync(Func<string, string> answer)
        => new RephraseReport(new ScriptedChat(answer), TimeProvider.System).RephraseAsync(some.Report, some.Dossier, TestContext.Current.CancellationToken);

    private static string ReplaceFirst(string text, string from, string to)
    {
        int at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, $"'{from}' is not in what was asked");
        return text[..at] + to + text[(at + from.Length)..];
    }

    [GeneratedRegex(@"^\[c[0-9]+\] ", RegexOptions.Multiline)]
    private static partial Regex Anchor();

    /// <summary>A language model that says what the test wants it to say.</summary>
    private sealed class ScriptedChat(Func<string, Task<string>> answer) : IChatClient
    {
        public ScriptedChat(Func<string, string> answer) : this(asked => Task.FromResult(answer(asked)))
        {
        }

        public ScriptedChat(Task<string> answer) : this(_ => answer)
        {
        }

        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
            => new(new ChatMessage(ChatRole.Assistant, await answer(messages.Last().Text)));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
            => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
