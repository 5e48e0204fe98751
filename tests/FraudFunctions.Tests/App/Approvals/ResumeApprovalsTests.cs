using System.Text.Json;
using FraudFunctions.App.Approvals;
using FraudFunctions.App.Decisions;
using FraudFunctions.App.Platform;
using FraudFunctions.App.Stores;
using FraudFunctions.Engine.Transactions;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.Tests.App.Approvals;

/// <summary>What happens when the process dies between an approval and its effect.</summary>
public sealed class ResumeApprovalsTests
{
    private static readonly Caller sofia = new("sofia", [Role.Supervisor]);

    private static ProposalRequest Lists(string entry) => new(GuardedOperation.PromoteLists, "lists", JsonDocument.Parse($$"""
        {"version": 1, "lists": [{"name": "blocked-ips", "kind": "block", "entries": [{"value": "{{entry}}", "reason": "r", "source": "s"}]}]}
        """).RootElement, "because", null);

    private static async Task<Filed> ProposedAsync(ApprovalDesk desk, string entry = "203.0.113.1")
        => (await desk.ProposeAsync(GuardedOperation.PromoteLists, Lists(entry), "ana", default)).Filed;

    [Fact]
    public async Task What_was_approved_and_not_done_is_done_by_the_timer()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        ApprovalDesk desk = app.Get<ApprovalDesk>();
        Filed approved = (await desk.StepAsync(await ProposedAsync(desk), ProposalState.Approved, sofia, null, default))!;
        Assert.Equal(1, (await app.Get<Rulebook>().GetActiveAsync(default)).Lists);
        ResumeApprovals resume = new(app.Documents, desk);
        await resume.Run(new TimerInfo(), default);
        await resume.Run(new TimerInfo(), default);
        Assert.Equal(ProposalState.Applied, (await desk.GetAsync(approved.Proposal.Id, default))!.Proposal.State);
        Assert.Equal(2, (await app.Get<Rulebook>().GetActiveAsync(default)).Lists);
        Assert.Equal(["propose", "approve", "apply"], (await desk.HistoryAsync(approved.Proposal.Id, default)).Select(entry => entry.Operation));
    }

    [Fact]
    public async Task An_effect_that_was_there_before_its_proposal_said_so_is_not_there_twice()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        ApprovalDesk desk = app.Get<ApprovalDesk>();
        Filed approved = (await desk.StepAsync(await ProposedAsync(desk), ProposalState.Approved, sofia, null, default))!;
        // The effect, and a later one on top, while the first proposal still waits for its mark.
        Assert.Null(await app.Get<Rulebook>().PromoteAsync(RulebookPart.Lists, approved.Proposal.Content, approved.Proposal.Id, default));
        Assert.Null(await app.Get<Rulebook>().PromoteAsync(RulebookPart.Lists, JsonDocument.Parse("""{"version": 2, "lists": []}""").RootElement, "another", default));
        Assert.Equal(ProposalState.Applied, (await desk.ApplyAsync(approved, "sofia", default)).Proposal.State);
        Assert.Equal(3, (await app.Get<Rulebook>().GetActiveAsync(default)).Lists);
    }

    [Fact]
    public async Task Two_who_apply_at_once_apply_once()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        ApprovalDesk desk = app.Get<ApprovalDesk>();
        Filed approved = (await desk.StepAsync(await ProposedAsync(desk), ProposalState.Approved, sofia, null, default))!;
        Filed[] results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => desk.ApplyAsync(approved, "sofia", default))));
        Assert.All(results, filed => Assert.Equal(ProposalState.Applied, filed.Proposal.State));
        Assert.Equal(2, (await app.Get<Rulebook>().GetActiveAsync(default)).Lists);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_store_that_fails_now_and_then_loses_no_approval_and_doubles_none(int seed)
    {
        UnreliableDocuments? unreliable = null;
        await using AppUnderTest app = AppUnderTest.Build(documents: inner => unreliable = new UnreliableDocuments(inner, new Random(seed), .5));
        ApprovalDesk desk = app.Get<ApprovalDesk>();
        ResumeApprovals resume = new(app.Documents, desk);
        string id = Proposal.IdOf(GuardedOperation.PromoteLists, "ana", Lists("203.0.113.1"), 1);
        // Each attempt is what a caller or the timer would do next, knowing only what is stored.
        for (int attempt = 0; attempt < 200; attempt++)
        {
            try
            {
                Filed? filed = await desk.GetAsync(id, default);
                if (filed is null)
                    await ProposedAsync(desk);
                else if (filed.Proposal.State == ProposalState.Pending)
                    await desk.StepAsync(filed, ProposalState.Approved, sofia, null, default);
                else if (filed.Proposal.State == ProposalState.Approved)
                    await resume.Run(new TimerInfo(), default);
                else
                    break;
            }
            catch (IOException)
            {
                continue;
            }
        }
        Filed done = (await desk.GetAsync(id, default))!;
        Assert.Equal(ProposalState.Applied, done.Proposal.State);
        Assert.True(unreliable!.Faults > 0);
        Assert.Equal(2, (await app.Get<Rulebook>().GetActiveAsync(default)).Lists);
        Document[] entries = [.. (await app.Documents.QueryPartitionAsync(ApprovalDesk.Container, id, Audit.Of(id))).Documents];
        Assert.Null(Audit.FindBreak(id, done.Proposal.Audit, entries));
        Assert.Equal(3, entries.Length);
    }

    [Fact]
    public async Task An_effect_that_cannot_be_done_now_holds_up_no_other()
    {
        await using AppUnderTest app = AppUnderTest.Build();
        BrokenEffect broken = new();
        ApprovalDesk desk = new(app.Documents, [broken, new PromoteVersion(GuardedOperation.PromoteLists, RulebookPart.Lists, app.Get<Rulebook>())], TimeProvider.System);
        ProposalRequest request = new(GuardedOperation.OverrideRisk, "c1", JsonDocument.Parse("{}").RootElement, "because", null);
        Filed stuck = (await desk.StepAsync((await desk.ProposeAsync(GuardedOperation.OverrideRisk, request, "ana", default)).Filed, ProposalState.Approved, sofia, null, default))!;
        Filed fine = (await desk.StepAsync(await ProposedAsync(desk), ProposalState.Approved, sofia, null, default))!;
        await Assert.ThrowsAsync<IOException>(() => new ResumeApprovals(app.Documents, desk).Run(new TimerInfo(), default));
        Assert.Equal((ProposalState.Approved, ProposalState.Applied), ((await desk.GetAsync(stuck.Proposal.Id, default))!.Proposal.State, (await desk.GetAsync(fine.Proposal.Id, default))!.Proposal.State));
    }

    private sealed class BrokenEffect : IApprovedEffect
    {
        public GuardedOperation Operation => GuardedOperation.OverrideRisk;

        public Task<FieldProblem?> CheckAsync(string subject, JsonElement content, CancellationToken cancellation) => Task.FromResult<FieldProblem?>(null);

        public Task<FieldProblem?> ApplyAsync(Proposal proposal, CancellationToken cancellation) => Task.FromException<FieldProblem?>(new IOException("Not now."));
    }
}
