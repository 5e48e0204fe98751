using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.Embedded.Invocations;

/// <summary>The trace of an invocation: the one it was called with, or a new one.</summary>
internal sealed class Trace(string parent) : TraceContext
{
    /// <summary>The name under which the real worker publishes its spans.</summary>
    public static ActivitySource Source { get; } = new("Microsoft.Azure.Functions.Worker");

    public override string TraceParent => parent;
    public override string TraceState => "";

    public static Trace From(string? parent) => new(parent is not null && ActivityContext.TryParse(parent, null, out ActivityContext _)
        ? parent
        : $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00");
}

/// <summary>Which retry an attempt is.</summary>
internal sealed class Attempt(int count, int max) : RetryContext
{
    public override int RetryCount => count;
    public override int MaxRetryCount => max;
}
