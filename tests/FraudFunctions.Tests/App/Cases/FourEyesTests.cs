using System.Net;
using FraudFunctions.App.Alerts;
using FraudFunctions.App.Cases;
using FraudFunctions.App.Platform;

namespace FraudFunctions.Tests.App.Cases;

/// <summary>Who may end a case, and that nobody approves their own work.</summary>
public sealed class FourEyesTests
{
    private static readonly FourEyes rules = FourEyes.Default();
    private static readonly DateTimeOffset now = Given.Morning.AddDays(1);

    private static Caller Person(string name) => new(name, name switch
    {
        "sofia" or "sara" => [Role.Supervisor, Role.Analyst],
        "carl" or "cora" => [Role.Compliance],
        _ => [Role.Analyst],
    });

    private static Case Open(CaseType type = CaseType.Fraud, double lossMinor = 1_000, bool holds = false) => new()
    {
        CustomerId = "c1",
        Number = 1,
        Type = type,
        Status = CaseStatus.InProgress,
        Severity = Severity.High,
        Priority = 10,
        ExpectedLossMinor = lossMinor,
        Inbox = CasesOptions.FraudInbox,
        AlertIds = ["c1~X~20260401"],
        MayHoldPayments = holds,
        OpenedAt = Given.Morning,
        DueAt = now.AddDays(3),
        Round = 1,
        Report = new ReportReference(1, "m", "h", "0", "deterministic", [], []),
    };

    private static DisposeCase.Request Ending(DispositionOutcome outcome) => new(outcome, SubReason.Other, "Seen and weighed.");

    [Theory]
    [InlineData(CaseType.Fraud, 60_000, false, DispositionOutcome.ConfirmedFraud, "ana", "sofia", GuardedOperation.CloseCase)]
    [InlineData(CaseType.Fraud, 1_000, true, DispositionOutcome.FalsePositive, "ana", "sofia", GuardedOperation.ReleaseHold)]
    [InlineData(CaseType.Fraud, 1_000, true, DispositionOutcome.ValuableAlert, "sara", "sofia", GuardedOperation.ReleaseHold)]
    [InlineData(CaseType.Aml, 0, false, DispositionOutcome.ConfirmedAmlSuspicion, "carl", "cora", GuardedOperation.FileReport)]
    [InlineData(CaseType.Aml, 0, false, DispositionOutcome.FalsePositive, "carl", "cora", GuardedOperation.NotFileReport)]
    [InlineData(CaseType.Screening, 0, false, DispositionOutcome.FalsePositive, "carl", "cora", GuardedOperation.ClearSanctionsHit)]
    public void What_is_guarded_waits_for_a_second_person_and_the_first_is_refused(CaseType type, double loss, bool holds, DispositionOutcome outcome, string maker, string checker, GuardedOperation operation)
    {
        Case one = Open(type, loss, holds);
        Assert.Equal(operation, DisposeCase.OperationOf(one, outcome));
        Case pending = DisposeCase.Dispose(one, Ending(outcome), Person(maker), rules, now).Changed!;
        Assert.Equal((CaseStatus.PendingFinalApproval, false), (pending.Status, pending.Disposition!.IsFinal));

        Problem refused = CheckCase.CheckDisposition(pending, new CheckCase.Request(CheckVerdict.Approve, null), Person(maker), rules, now).Refused!;
        Assert.Equal((403, "four-eyes"), (refused.Status, refused.Code));
        // Not under another spelling of the name either.
        Assert.Equal("four-eyes", CheckCase.CheckDisposition(pending, new CheckCase.Request(CheckVerdict.Approve, null), Person(maker) with { Name = maker.ToUpperInvariant() }, rules, now).Refused!.Code);

        Case approved = CheckCase.CheckDisposition(pending, new CheckCase.Request(CheckVerdict.Approve, null), Person(checker), rules, now).Changed!;
        Assert.Equal((true, maker, checker), (approved.Disposition!.IsFinal, approved.Disposition.Maker, approved.Disposition.Checker));
    }

    [Fact]
    public void An_analyst_is_no_second_pair_of_eyes_for_another()
    {
        Case pending = DisposeCase.Dispose(Open(lossMinor: 60_000), Ending(DispositionOutcome.ConfirmedFraud), Person("ana"), rules, now).Changed!;
        Assert.Equal("forbidden", CheckCase.CheckDisposition(pending, new CheckCase.Request(CheckVerdict.Approve, null), Person("ben"), rules, now).Refused!.Code);
    }

    [Fact]
    public void A_small_case_that_lets_nothing_go_needs_one_pair_of_eyes()
        => Assert.True(DisposeCase.Dispose(Open(), Ending(DispositionOutcome.ConfirmedFraud), Person("ana"), rules, now).Changed!.Disposition!.IsFinal);

    [Fact]
    public void What_is_returned_goes_back_to_its_maker()
    {
        Case pending = DisposeCase.Dispose(Open(lossMinor: 60_000), Ending(DispositionOutcome.ConfirmedFraud), Person("ana"), rules, now).Changed!;
        Case returned = CheckCase.CheckDisposition(pending, new CheckCase.Request(CheckVerdict.Return, "Call the merchant."), Person("sofia"), rules, now).Changed!;
        Assert.Equal((CaseStatus.Returned, "ana", (Disposition?)null), (returned.Status, returned.Assignee, returned.Disposition));
    }

    [Fact]
    public void Opening_again_takes_two_and_begins_a_new_round()
    {
        Case closed = CloseCase.Closed(DisposeCase.Dispose(Open(), Ending(DispositionOutcome.ConfirmedFraud), Person("ana"), rules, now).Changed!, now);
        Case asked = ReopenCase.Reopen(closed, "The customer called back.", Person("sofia"), rules).Changed!;
        Assert.Equal((403, "four-eyes"), (CheckCase.CheckReopening(asked, new CheckCase.Request(CheckVerdict.Approve, null), Person("sofia"), rules, now).Refused!.Status, CheckCase.CheckReopening(asked, new CheckCase.Request(CheckVerdict.Approve, null), Person("sofia"), rules, now).Refused!.Code));
        Case open = CheckCase.CheckReopening(asked, new CheckCase.Request(CheckVerdict.Approve, null), Person("sara"), rules, now).Changed!;
        Assert.Equal((2, CaseStatus.Draft, (Disposition?)null), (open.Round, open.Status, open.Disposition));
        Case refused = CheckCase.CheckReopening(asked, new CheckCase.Request(CheckVerdict.Return, "Nothing new."), Person("sara"), rules, now).Changed!;
        Assert.Equal((1, CaseStatus.ClosedConfirmed), (refused.Round, refused.Status));
    }

    [Fact]
    public async Task Over_HTTP_the_maker_gets_403_and_a_stale_version_412()
    {
        await using CaseApp app = await CaseApp.StartAsync();
        // A hold of nine hundred: clearing it lets a payment go, which always takes two.
        await app.SendAsync(CaseApp.Takeover("c1"));
        (_, string etag) = await app.UntilAsync("c1~1", "assigned");
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await app.PostAsync("sofia", "/v1/cases/c1~1/disposition", CaseApp.Disposition("falsePositive"))).Status);
        (HttpStatusCode status, _, string? pending) = await app.PostAsync("sofia", "/v1/cases/c1~1/disposition", CaseApp.Disposition("falsePositive", "customerExplained"), etag);
        Assert.Equal(HttpStatusCode.OK, status);

        (status, var problem, _) = await app.PostAsync("sofia", "/v1/cases/c1~1/approval", new { verdict = "approve" }, pending);
        Assert.Equal((HttpStatusCode.Forbidden, "four-eyes"), (status, (string)problem!["code"]!));
        (status, problem, _) = await app.PostAsync("carl", "/v1/cases/c1~1/approval", new { verdict = "approve" }, etag);
        Assert.Equal((HttpStatusCode.PreconditionFailed, "changed-meanwhile"), (status, (string)problem!["code"]!));
        (status, problem, _) = await app.PostAsync("carl", "/v1/cases/c1~1/approval", new { verdict = "approve" }, pending);
        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), (status, (string)problem!["code"]!));
    }

    [Fact]
    public async Task Of_twenty_who_write_at_once_one_wins_and_the_others_lose_nothing()
    {
        await using CaseApp app = await CaseApp.StartAsync();
        await app.SendAsync(CaseApp.Takeover("c1"));
        (_, string etag) = await app.UntilAsync("c1~1", "assigned");
        HttpStatusCode[] first = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i => (await app.PostAsync("ana", "/v1/cases/c1~1/actions", new { action = "note", text = $"note {i}" }, etag)).Status));
        Assert.Equal((1, 19), (first.Count(one => one == HttpStatusCode.OK), first.Count(one => one == HttpStatusCode.PreconditionFailed)));
        // Whoever lost reads again and writes again, until all notes are there.
        await Parallel.ForEachAsync(Enumerable.Range(20, 8), async (i, stop) =>
        {
            HttpStatusCode status;
            do
            {
                stop.ThrowIfCancellationRequested();
                (_, _, string? fresh) = await app.GetAsync("ben", "/v1/cases/c1~1");
                (status, _, _) = await app.PostAsync("ben", "/v1/cases/c1~1/actions", new { action = "note", text = $"note {i}" }, fresh);
            }
            while (status == HttpStatusCode.PreconditionFailed);
            Assert.Equal(HttpStatusCode.OK, status);
        });
        (_, var found, _) = await app.GetAsync("ana", "/v1/cases/c1~1");
        Assert.Equal(9, found!["notes"]!.AsArray().Count);
        Assert.Equal(Enumerable.Range(1, 9), found["notes"]!.AsArray().Select(note => (int)note!["number"]!));
    }

    [Fact]
    public async Task A_case_of_money_laundering_reads_as_not_found_for_everybody_but_compliance()
    {
        await using CaseApp app = await CaseApp.StartAsync();
        Case aml = Open(CaseType.Aml) with { Inbox = CasesOptions.AmlInbox };
        await app.App.Get<CaseBook>().OpenAsync(aml, new Act("carl", "open"), default);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync("ana", "/v1/cases/c1~1")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync("sofia", "/v1/cases/c1~1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("carl", "/v1/cases/c1~1")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await app.GetAsync("sam", "/v1/cases/c1~1")).Status);
        Assert.Empty((await app.GetAsync("ana", "/v1/cases?inbox=aml")).Body!["items"]!.AsArray());
        Assert.Empty((await app.GetAsync("ana", "/v1/cases?customer=c1")).Body!["items"]!.AsArray());
        Assert.Single((await app.GetAsync("carl", "/v1/cases?inbox=aml")).Body!["items"]!.AsArray());
    }
}
