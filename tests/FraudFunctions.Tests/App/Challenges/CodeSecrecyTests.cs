using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FraudFunctions.App.Challenges;
using FraudFunctions.App.Stores;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.Tests.App.Challenges;

/// <summary>Where a code may be read: in the message, by the customer, and nowhere else.</summary>
public sealed class CodeSecrecyTests
{
    [Fact]
    public async Task The_code_stands_in_the_message_and_nowhere_else()
    {
        using TemporaryFolder folder = new();
        using Listener log = new();
        await using (ChallengeApp app = await ChallengeApp.StartAsync(folder: folder.Path, configure: builder => builder.Logging.AddProvider(log), settings: "--Logging:LogLevel:Default=Trace"))
        {
            string code = await app.AskedAsync();
            // Free of other digits around it: a time or an amount may hold the same six by chance.
            Regex alone = new($"(?<![0-9]){code}(?![0-9])");
            foreach (string answer in await AnswersAsync(app, code))
                Assert.DoesNotMatch(alone, answer);
            Assert.Contains(code, (string)(await app.Http.ReadAsync("bank", "/v1/notifications?customer=c1"))["items"]![0]!["text"]!, StringComparison.Ordinal);
            Assert.DoesNotContain(code, await (await app.Http.GetAsync("sofia", "/v1/notifications?customer=c1")).Content.ReadAsStringAsync(), StringComparison.Ordinal);

            foreach (Document document in (await app.App.Documents.QueryPartitionAsync("challenges", "c1", new RangeQuery())).Documents)
                Assert.Equal(document.Key.Id == Notification.Prefix + "t1", alone.IsMatch(Encoding.UTF8.GetString(document.Body.Span)));
            await ChallengeApp.AssertOkAsync(await app.CodeAsync(code), "passed");
            await app.EndAsync();
            foreach (Document document in (await app.App.Documents.QueryPartitionAsync("challenges", "c1", new RangeQuery())).Documents)
                Assert.DoesNotMatch(alone, Encoding.UTF8.GetString(document.Body.Span));

            Assert.NotEmpty(log.Lines);
            Assert.DoesNotContain(log.Lines, line => alone.IsMatch(line));
            string[] files = [.. Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)];
            Assert.Contains(files, file => file.Contains("durable", StringComparison.Ordinal));
            foreach (string file in files.Where(file => Path.GetFileName(file) != "lock" && !Path.GetFileName(file).StartsWith("challenges.db", StringComparison.Ordinal)))
            {
                byte[] bytes = await ReadAsync(file);
                Assert.False(alone.IsMatch(Encoding.Latin1.GetString(bytes)) || alone.IsMatch(Encoding.Unicode.GetString(bytes)), $"{file} holds the code");
            }
        }
    }

    [Fact]
    public void A_message_in_a_log_shows_no_code()
        => Assert.DoesNotContain("123456", new Notification { CustomerId = "c1", TransactionId = "t1", Channel = NotificationChannel.Push, Text = "", Code = "123456", At = Given.Morning, ExpiresAt = Given.Morning, Due = Given.Morning }.ToString(), StringComparison.Ordinal);

    private static async Task<IReadOnlyList<string>> AnswersAsync(ChallengeApp app, string code)
    {
        List<string> answers = [];
        foreach (string route in new[] { "/v1/challenges/c1~t1", "/v1/customers/c1/challenges", "/v1/decisions/c1~t1" })
            answers.Add(await (await app.Http.GetAsync("ana", route)).Content.ReadAsStringAsync());
        answers.Add(await (await app.CodeAsync(ChallengeApp.NotThe(code))).Content.ReadAsStringAsync());
        // A body that cannot be read must not come back, nor go into a log.
        answers.Add(await (await app.Http.PostAsync("bank", "/v1/challenges/c1~t1/answer", new JsonObject { ["customerId"] = "c1", ["code"] = int.Parse(code) })).Content.ReadAsStringAsync());
        return answers;
    }

    private static async Task<byte[]> ReadAsync(string file)
    {
        await using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using MemoryStream bytes = new();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private sealed class Listener : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
