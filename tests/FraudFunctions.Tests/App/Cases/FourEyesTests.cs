using System.Net;
using FraudFunctions.App.Alerts;
using FraudFunctions.App.Cases;
using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;

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

    private static Case Open(CaseType type = CaseType.Fraud) => new()
    {
        CustomerId = "c1",
        Number = 1,
        Type = type,
        Status = CaseStatus.InProgress,
        Severity = Severity.High,
        Priority = 10,
        Inbox = CasesOptions.FraudInbox,
        AlertIds = ["c1~X~20260401"],
        OpenedAt = Given.Morning,
        DueAt = now.AddDays(3),
        Round = 1,
        Report = new ReportReference(1, "m", "h", "0", "0", "deterministic", [], [], ["c1~t1"]),
    };

    private static IReadOnlyList<Decision> Decided(double lossMinor = 1_000, bool held = false, string id = "t1") =>
    [
        new Decision
        {
            Transaction = Given.Payment(id),
            Number = 1,
            ArrivedAt = Given.Morning,
            Source = EventSource.Http,
            Features = [],
            Observation = default,
            Versions = new DecisionVersions("", null, 1, 1, 1, ""),
            Assessment = new Assessment
            {
                Scores = null,
                Probability = null,
                RuleHits = [],
                ShadowHits = [],
                Outcome = held ? Outcome.Hold : Outcome.Review,
                ExpectedLossMinor = lossMinor,
                Reasons = [],
                Degraded = [],
            },
            Previous = null,
        },
    ];

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
        Case one = Open(type);
        Assert.Equal(operation, DisposeCase.OperationOf(one, outcome, Decided(loss, holds)));
        Case pending = DisposeCase.Dispose(one, Ending(outcome), Decided(loss, holds), Person(maker), rules, now).Changed!;
        Assert.Equal((CaseStatus.PendingFinalApproval, false), (pending.Status, pending.Disposition!.IsFinal));

        Problem refused = CheckCase.CheckDisposition(pending, new CheckCase.Request(CheckVerdict.Approve, null), Person(maker), rules, now).Refused!;
        Assert.Equal((403, "four-eyes"), (refused.Status, refused.Code));
        // Not under another spelling of the name either.
        Assert.Equal("four-eyes", CheckCase.CheckDisposition(pending, new CheckCase.Request(CheckVerdict.Approve, null), Person(maker) with { Name = maker.ToUpperInvariant() }, rules, now).Refused!.Code);

        Case approved = CheckCase.CheckDisposition(pending, new CheckCase.Request(CheckVerdict.Approve, null), Person(checker), rules, now).Changed!;
        Assert.Equal((true, maker, checker), (approved.Disposition!.IsFinal, approved.Disposition.Maker, approved.Disposition.Checker));
    }

    [Theory]
    [InlineData(CaseType.Aml, DispositionOutcome.ConfirmedFraud)]
    [InlineData(CaseType.Screening, DispositionOutcome.ConfirmedFraud)]
    [InlineData(CaseType.Fraud, DispositionOutcome.ConfirmedAmlSuspicion)]
    [InlineData(CaseType.Fraud, DispositionOutcome.Duplicate)]
    public void A_case_ends_only_as_its_type_may(CaseType type, DispositionOutcome outcome)
        => Assert.Equal("wrong-type", DisposeCase.Dispose(Open(type), Ending(outcome), Decided(), Person("carl"), rules, now).Refused!.Code);

    [Theory]
    [InlineData(CaseType.Aml, DispositionOutcome.ConfirmedAmlSuspicion)]
    [InlineData(CaseType.Aml, DispositionOutcome.FalsePositive)]
    [InlineData(CaseType.Screening, DispositionOutcome.FalsePositive)]
    public void What_concerns_money_laundering_shows_in_nothing_the_customer_could_notice(CaseType type, DispositionOutcome outcome)
    {
        Case ended = DisposeCase.Dispose(Open(type), Ending(outcome), Decided(held: true), Person("carl"), rules, now).Changed!;
        Assert.Empty(CloseCase.InstructionsOf(ended, Decided(held: true)));
        Assert.Empty(CloseCase.LabelsOf(ended, Decided(held: true)));
    }

    [Fact]
    public void A_disposition_is_about_what_its_maker_saw_and_needs_a_report_that_knows_of_it()
    {
        Assert.Equal(["c1~t1"], DisposeCase.Dispose(Open(), Ending(DispositionOutcome.ConfirmedFraud), Decided(), Person("ana"), rules, now).Changed!.Disposition!.DecisionIds);
        Assert.Equal("report-outdated", DisposeCase.Dispose(Open(), Ending(DispositionOutcome.ConfirmedFraud), [.. Decided(), .. Decided(id: "t2")], Person("ana"), rules, now).Refused!.Code);
    }

    [Fact]
    public void The_second_case_of_a_customer_blocks_again()
    {
        Case first = DisposeCase.Dispose(Open(), Ending(DispositionOutcome.ConfirmedFraud), Decided(), Person("ana"), rules, now).Changed!;
        Assert.Empty(CloseCase.InstructionsOf(first, Decided()).Select(one => one.Id).Intersect(CloseCase.InstructionsOf(first with { Number = 2 }, Decided()).Select(one => one.Id)));
    }

    [Fact]
    public void An_analyst_is_no_second_pair_of_eyes_for_another()
    {
        Case pending = DisposeCase.Dispose(Open(), Ending(DispositionOutcome.ConfirmedFraud), Decided(60_000), Person("ana"), rules, now).Changed!;
        Assert.Equal("forbidden", CheckCase.CheckDisposition(pending, new CheckCase.Request(CheckVerdict.Approve, null), Person("ben"), rules, now).Refused!.Code);
    }

    [Fact]
    public void A_small_case_that_lets_nothing_go_needs_one_pair_of_eyes()
        => Assert.True(DisposeCase.Dispose(Open(), Ending(DispositionOutcome.ConfirmedFraud), Decided(), Person("ana"), rules, now).Changed!.Disposition!.IsFinal);

    [Fact]
    public void What_is_returned_goes_back_to_its_maker()
    {
        Case pending = DisposeCase.Dispose(Open(), Ending(DispositionOutcome.ConfirmedFraud), Decided(60_000), Person("ana"), rules, now).Changed!;
        Case returned = CheckCase.CheckDisposition(pending, new CheckCase.Request(CheckVerdict.Return, "Call the merchant."), Person("sofia"), rules, now).Changed!;
        Assert.Equal((CaseStatus.Returned, "ana", (Disposition?)null), (returned.Status, returned.Assignee, returned.Disposition));
    }

    [Fact]
    public void Opening_again_takes_two_and_begins_a_new_round()
    {
        Case closed = CloseCase.Closed(DisposeCase.Dispose(Open(), Ending(DispositionOutcome.ConfirmedFraud), Decided(), Person("ana"), rules, now).Changed!, now);
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
        Case aml = Open(CaseType.Aml) with { Inbox = CasesOptions.AmlInbox, Number = Case.FirstNumber(CaseType.Aml) };
        await app.App.Get<CaseBook>().OpenAsync(aml, new Act("carl", "open"), default);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync("ana", "/v1/cases/c1~1000001")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync("sofia", "/v1/cases/c1~1000001")).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("carl", "/v1/cases/c1~1000001")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await app.GetAsync("sam", "/v1/cases/c1~1000001")).Status);
        Assert.Empty((await app.GetAsync("ana", "/v1/cases?inbox=aml")).Body!["items"]!.AsArray());
        Assert.Empty((await app.GetAsync("ana", "/v1/cases?customer=c1")).Body!["items"]!.AsArray());
        Assert.Single((await app.GetAsync("carl", "/v1/cases?inbox=aml")).Body!["items"]!.AsArray());
    }

    [Fact]
    public async Task Neither_a_number_nor_a_report_tells_an_analyst_of_a_case_of_money_laundering()
    {
        await using CaseApp app = await CaseApp.StartAsync();
        Case aml = Open(CaseType.Aml) with { Inbox = CasesOptions.AmlInbox, Number = Case.FirstNumber(CaseType.Aml) };
        await app.App.Get<CaseBook>().OpenAsync(aml, new Act("carl", "open"), default);
        await app.SendAsync(CaseApp.Takeover("c1"));
        await app.UntilAsync("c1~1", "assigned");
        Assert.DoesNotContain("1000001", await app.TextAsync("ana", "/v1/cases/c1~1/report"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync("carl", "/v1/cases/c1~01")).Status);
    }

    [Fact]
    public async Task What_joins_the_alert_after_the_proposal_is_neither_released_nor_called_genuine()
    {
        await using CaseApp app = await CaseApp.StartAsync();
        await app.SendAsync(CaseApp.Takeover("c1"));
        (_, string etag) = await app.UntilAsync("c1~1", "assigned");
        (_, _, string? pending) = await app.PostAsync("ben", "/v1/cases/c1~1/disposition", CaseApp.Disposition("falsePositive", "customerExplained"), etag);
        await app.SendAsync([Given.Transfer("c1-thief", "c1", to: "DE75512108001245126199", amountMinor: 95_000, at: Given.Morning.AddHours(13)) with { DeviceId = "laptop-of-another", BalanceBeforeMinor = 100_000 }]);
        await app.App.Runtime.DrainAsync(default);
        Assert.Equal(HttpStatusCode.OK, (await app.PostAsync("sofia", "/v1/cases/c1~1/approval", new { verdict = "approve" }, pending)).Status);
        await app.EndOfAsync("case~c1~1~1");
        Assert.NotNull(await app.App.Documents.GetAsync(Instructions.Container, new("c1", "release~c1~c1-out")));
        Assert.Null(await app.App.Documents.GetAsync(Instructions.Container, new("c1", "release~c1~c1-thief")));
        // It is not nobody's either: it has a case and a report of its own.
        await app.UntilAsync("c1~2", "assigned");
        Assert.Contains("c1-thief", await app.TextAsync("ana", "/v1/cases/c1~2/report"), StringComparison.Ordinal);
        Assert.Equal(("c1~2", AlertState.UnderReview), Assert.Single(await app.App.Get<AlertBook>().OfCustomerAsync("c1", default)) is var alert ? (alert.CaseId!, alert.State) : default);
    }
}
