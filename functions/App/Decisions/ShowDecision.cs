using FraudFunctions.App.Platform;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Reasons;

namespace FraudFunctions.App.Decisions;

/// <summary>
/// Shows a decision to a caller: in full to who works on frauds; to a system that talks to customers without rules and chance, and with the reasons
/// that <c>/reasons?audience=customer</c> tells.
/// </summary>
public sealed class ShowDecision(BasisArchive archive)
{
    private static readonly Role[] inside = [Role.Analyst, Role.Supervisor, Role.Compliance, Role.ModelOwner];

    /// <param name="caller">Who asks.</param>
    /// <param name="decision">What is shown.</param>
    /// <param name="receipt">Its hash.</param>
    /// <param name="explains">Whether an approval, which is written without reasons, is told with those worked out now.</param>
    /// <param name="cancellation">Ends it.</param>
    public async ValueTask<DecisionView> ToAsync(Caller caller, Decision decision, string receipt, bool explains, CancellationToken cancellation)
    {
        bool isApproval = decision.Assessment.Outcome == Outcome.Approve;
        if (caller.Roles.Any(inside.Contains))
        {
            // An approval of an earlier release, on other features, keeps its receipt; why it was one can only be worked out there.
            bool worksOut = explains && isApproval && BasisArchive.Speaks(decision.Versions);
            return DecisionView.Of(decision, receipt, worksOut ? Rederive.Explained(decision, await archive.GetAsync(decision.Versions, cancellation)).Reasons : null);
        }
        IReadOnlyList<ToldReason> told = isApproval ? [] : TellReasons.To(Audience.Customer, await AllAsync(decision, cancellation), await archive.FiredAsync(decision, cancellation));
        return DecisionView.Of(decision, receipt) with
        {
            Reasons = [.. told.Select(reason => new ReasonView { Text = reason.Text })],
            Choice = null,
            Rules = null,
            ShadowRules = null,
        };
    }

    /// <summary>The principal reasons leave out whatever a secret one has taken the place of: what it leaves behind would show that it is there.</summary>
    private async ValueTask<IReadOnlyList<Reason>> AllAsync(Decision decision, CancellationToken cancellation)
        => BasisArchive.Speaks(decision.Versions) ? CompileReasons.InFull(decision, await archive.GetAsync(decision.Versions, cancellation)).Reasons : decision.Assessment.Reasons;
}
