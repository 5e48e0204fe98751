using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Invocations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace FraudFunctions.Embedded.Timers;

/// <summary>When a timer function runs.</summary>
internal sealed class TimerTrigger(TimerSchedule schedule, TimerTriggerAttribute attribute) : Trigger
{
    public override string Type => "timerTrigger";
    public override ParameterBinder Bind => invocation => new(invocation.TriggerValue);
    public TimerSchedule Schedule => schedule;
    public bool UseMonitor => attribute.UseMonitor;
    public bool RunOnStartup => attribute.RunOnStartup;

    public override FunctionFacts Describe(FunctionFacts facts) => facts with { Schedule = schedule.ToString() };
}

/// <summary>Reads timer triggers.</summary>
internal sealed class TimerTriggerKind : ITriggerKind
{
    public bool Handles(TriggerBindingAttribute attribute) => attribute is TimerTriggerAttribute;

    public Trigger Read(TriggerSite site)
    {
        var attribute = (TimerTriggerAttribute)site.Attribute;
        if (site.Parameter.ParameterType != typeof(TimerInfo)) throw site.Refuse($"the parameter '{site.Parameter.Name}' of a timer trigger must be a TimerInfo");
        string text = site.Expand(attribute.Schedule);
        TimerSchedule schedule = TimerSchedule.TryParse(text)
            ?? throw site.Refuse($"its schedule '{text}' is neither NCRONTAB with six fields, such as '0 */5 * * * *', nor a time span, such as 00:05:00");
        return new TimerTrigger(schedule, attribute);
    }
}
