using FraudFunctions.Embedded.Durable.Store;

namespace FraudFunctions.Embedded.Durable.Turns;

/// <summary>A history's lines in words.</summary>
internal static class Words
{
    public static string Of(Happening one) => one.What switch
    {
        What.Started => "the start",
        What.ActivityScheduled => $"{Step(one)} the activity '{one.Name}'",
        What.ActivityCompleted or What.ActivityFailed => $"{Step(one)} an activity's end",
        What.TimerCreated => $"{Step(one)} a timer",
        What.TimerFired => $"{Step(one)} a timer's end",
        What.TimerCancelled => $"{Step(one)} a timer's cancellation",
        What.SubOrchestrationStarted => $"{Step(one)} the sub-orchestration '{one.Name}'",
        What.SubOrchestrationCompleted or What.SubOrchestrationFailed => $"{Step(one)} a sub-orchestration's end",
        What.EventSent => $"{Step(one)} the sending of the event '{one.Name}'",
        What.EventRaised => $"the event '{one.Name}'",
        What.Suspended => "a suspension",
        What.Resumed => "a resumption",
        What.Terminated => "a termination",
        What.BrokeReplay => "a stray continuation",
        What.ContinuedAsNew => "a new beginning",
        What.Completed or What.Failed => "the end",
    };

    private static string Step(Happening one) => $"step #{one.Step},";
}
