namespace FraudFunctions.App.Alerts;

/// <summary>Where an alert stands. The last three are the ends.</summary>
public enum AlertState { Triggered, UnderReview, Escalated, RealThreat, Dismissed, Cleared }

/// <summary>What somebody does about an alert. Dismissed was raised without need; cleared was rightly raised and explained; confirmed is a real threat.</summary>
public enum AlertAction { Assign, Review, Escalate, Dismiss, Clear, Confirm }

/// <summary>Which action leads where: nothing is closed that nobody has looked at, and nothing closed is opened by an action.</summary>
internal static class Transitions
{
    public static bool IsClosed(this AlertState state) => state switch
    {
        AlertState.Triggered or AlertState.UnderReview or AlertState.Escalated => false,
        AlertState.RealThreat or AlertState.Dismissed or AlertState.Cleared => true,
    };

    public static bool Closes(this AlertAction action) => action is AlertAction.Dismiss or AlertAction.Clear or AlertAction.Confirm;

    /// <summary>The state after an action, or null where it is not allowed. What is there already stays there.</summary>
    public static AlertState? After(AlertState from, AlertAction action) => action switch
    {
        AlertAction.Assign => from.IsClosed() ? null : from,
        AlertAction.Review => from is AlertState.Triggered or AlertState.UnderReview ? AlertState.UnderReview : null,
        AlertAction.Escalate => from.IsClosed() ? null : AlertState.Escalated,
        AlertAction.Dismiss => Closed(from, AlertState.Dismissed),
        AlertAction.Clear => Closed(from, AlertState.Cleared),
        AlertAction.Confirm => Closed(from, AlertState.RealThreat),
    };

    private static AlertState? Closed(AlertState from, AlertState end)
        => from is AlertState.UnderReview or AlertState.Escalated || from == end ? end : null;
}
