using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Makes a function an orchestrator; the parameter is its <c>TaskOrchestrationContext</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OrchestrationTriggerAttribute : TriggerBindingAttribute
{
    public OrchestrationTriggerAttribute()
    {
    }

    public string? Orchestration { get; set; }
}

/// <summary>Makes a function an activity; the parameter is its input, or a <see cref="FunctionContext"/>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ActivityTriggerAttribute : TriggerBindingAttribute
{
    public ActivityTriggerAttribute()
    {
    }

    public string? Activity { get; set; }
}

/// <summary>Gives a function the client that starts and steers orchestrations.</summary>
[InputConverter(typeof(DurableTaskClientConverter))]
public sealed class DurableClientAttribute : InputBindingAttribute
{
    public DurableClientAttribute()
    {
    }

    /// <summary>There is one task hub here: the data folder's.</summary>
    public string? TaskHub { get; set; }

    /// <summary>Of no account here.</summary>
    public string? ConnectionName { get; set; }
}
