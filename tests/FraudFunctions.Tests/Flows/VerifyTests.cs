using FraudFunctions.App.Cases;
using FraudFunctions.App.Challenges;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.App.Stores.Sqlite;
using FraudFunctions.Embedded.Journal;
using FraudFunctions.Engine.Transactions;
using FraudFunctions.Tests.App;
using FraudFunctions.Tests.App.Cases;
using FraudFunctions.Tests.App.Challenges;

namespace FraudFunctions.Tests.Flows;

/// <summary>Whatever is taken out of a store, `verify` names it, and leaves the evidence as it was.</summary>
public sealed class VerifyTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();

    private string Data => folder.Of("data");

    public async ValueTask InitializeAsync()
    {
        Transaction[] payments = [.. Enumerable.Range(0, 60).Select(i => Given.Payment($"t{i}", $"c{i % 6}", at: Given.Morning.AddMinutes(i), merchant: $"m{i % 4}"))];
        await File.WriteAllLinesAsync(folder.Of("payments.jsonl"), payments.Select(Given.Json));
        Assert.Equal(0, (await CommandLine.RunAsync("replay", folder.Of("payments.jsonl"), "--data", Data)).ExitCode);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AssertFoundAsync(string fault)
    {
        // Twice: the first look must not have mended what the second is to see.
        for (int look = 0; look < 2; look++)
        {
            (int exitCode, string output, string error) = await CommandLine.RunAsync("verify", "--data", Data);
            Assert.True(exitCode == 1, output + error);
            Assert.Contains(fault, output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nothing_is_wrong_with_an_untouched_store()
        => Assert.Equal(0, (await CommandLine.RunAsync("verify", "--data", Data)).ExitCode);

    [Fact]
    public async Task A_customer_who_was_deleted_whole()
    {
        await using (SqliteDocuments documents = new(Path.Combine(Data, "documents"), TimeProvider.System))
        {
            DocumentPage page = await documents.QueryPartitionAsync("customers", "c3", new RangeQuery());
            await documents.CommitAsync("customers", new("c3", [.. page.Documents.Select(document => new Write.Delete(document.Key.Id))]));
        }
        await AssertFoundAsync("decision 'c3~t3': it was published, and is not in the store");
    }

    [Fact]
    public async Task A_journal_that_is_gone()
    {
        Directory.Delete(Path.Combine(Data, "journal"), recursive: true);
        await AssertFoundAsync("had passed events of 'transactions', which the journal does not hold");
    }

    [Fact]
    public async Task A_journal_that_was_cut()
    {
        string last = Directory.GetFiles(Path.Combine(Data, "journal")).Order(StringComparer.Ordinal).Last();
        await using (FileStream file = File.OpenWrite(last))
            file.SetLength(file.Length - 20);
        await AssertFoundAsync("and the journal ends at");
    }

    [Fact]
    public async Task Entities_that_are_gone()
    {
        File.Delete(Path.Combine(Data, "documents", "entities.db"));
        await AssertFoundAsync("merchant:m0: its state is missing");
    }

    [Fact]
    public async Task An_audit_that_was_rewritten_and_a_report_that_was_touched_up()
    {
        await File.WriteAllLinesAsync(folder.Of("takeover.jsonl"), CaseApp.Takeover("v1").Select(Given.Json));
        Assert.Equal(0, (await CommandLine.RunAsync("replay", folder.Of("takeover.jsonl"), "--data", Data)).ExitCode);
        await using (AppUnderTest app = await AppUnderTest.Build(Data).StartAsync())
        {
            Case? one = null;
            for (int wait = 0; one?.Report is null && wait < 400; wait++, await Task.Delay(50))
                one = (await app.Get<CaseBook>().GetAsync("v1", 1, default))?.Case;
            Document entry = (await app.Documents.GetAsync(CaseDocument.Container, new("v1", Audit.IdOf("v1~1", 1))))!;
            await app.Documents.CommitAsync(CaseDocument.Container, new("v1", [new Write.Upsert(entry.Key.Id, (AuditEntry.FromJson(entry.Body) with { Actor = "somebody" }).ToJson())]));
            await app.Get<IFiles>().PutAsync(one!.Report!.Markdown, "# Nothing to see"u8.ToArray());
        }
        await AssertFoundAsync("of the audit of 'v1~1' does not follow the one before");
        await AssertFoundAsync("case 'v1~1': its report is missing or was changed");
    }

    [Fact]
    public async Task A_challenge_whose_audit_was_rewritten()
    {
        await using (AppUnderTest app = await AppUnderTest.Build(Data, settings: "--Challenges:MaxAgeMinutes=100000000").StartAsync())
        {
            await app.Events.AppendAsync(Topics.Transactions, new NewEvent(Given.Bytes(ChallengeApp.Large("t1", "v2")), "v2"));
            for (int wait = 0; await app.Get<ChallengeBook>().GetAsync("v2~t1", default) is null && wait < 400; wait++)
                await Task.Delay(50);
            Document entry = (await app.Documents.GetAsync(ChallengeDocument.Container, new("v2", Audit.IdOf("v2~t1", 1))))!;
            await app.Documents.CommitAsync(ChallengeDocument.Container, new("v2", [new Write.Upsert(entry.Key.Id, (AuditEntry.FromJson(entry.Body) with { Actor = "somebody" }).ToJson())]));
        }
        await AssertFoundAsync("the audit of 'v2~t1' does not end where the subject says");
    }

    [Fact]
    public async Task Rules_that_were_rewritten_under_their_version()
    {
        await using (SqliteDocuments documents = new(Path.Combine(Data, "documents"), TimeProvider.System))
            await documents.CommitAsync("policies", new("rules", [new Write.Upsert("000001", "{\"version\":1,\"rules\":[]}"u8.ToArray())]));
        await AssertFoundAsync("are not what they were when it was decided");
    }
}
