using FraudFunctions.Embedded.Functions;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.Embedded.Invocations;

/// <summary>What a trigger hands to an invocation.</summary>
internal sealed record InvocationInput
{
    /// <summary>The kind's own: a request, a batch of events, a timer's state.</summary>
    public required object TriggerValue { get; init; }
    public IReadOnlyDictionary<string, object?> BindingData { get; init; } = new Dictionary<string, object?>();
    public RetryContext? Retry { get; init; }

    /// <summary>The W3C trace parent that came with the trigger, if one did.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>One invocation of a function: the <see cref="FunctionContext"/> that middleware and function see.</summary>
internal sealed class Invocation : FunctionContext
{
    private readonly InvocationBindings bindings;
    private readonly CancellationToken cancellation;

    public Invocation(FunctionEntry function, string id, InvocationInput input, TraceContext trace, IServiceProvider services, CancellationToken cancellation)
    {
        Function = function;
        InvocationId = id;
        TriggerValue = input.TriggerValue;
        TraceContext = trace;
        RetryContext = input.Retry!;
        InstanceServices = services;
        bindings = new InvocationBindings(input.BindingData);
        this.cancellation = cancellation;
        Values = new InvocationValues(this);
        Features.Set(Values);
    }

    public FunctionEntry Function { get; }
    public object TriggerValue { get; }
    public InvocationValues Values { get; }
    public override string InvocationId { get; }
    public override string FunctionId => Function.Id;
    public override TraceContext TraceContext { get; }
    public override BindingContext BindingContext => bindings;
    public override RetryContext RetryContext { get; }
    public override IServiceProvider InstanceServices { get; set; }
    public override FunctionDefinition FunctionDefinition => Function;
    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();
    public override IInvocationFeatures Features { get; } = new InvocationFeatures();
    public override CancellationToken CancellationToken => cancellation;

    private sealed class InvocationBindings(IReadOnlyDictionary<string, object?> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => data;
    }
}

/// <summary>What came out of an invocation so far.</summary>
internal sealed class InvocationValues(Invocation invocation)
{
    public Invocation Invocation => invocation;

    /// <summary>What the function returned, or what middleware put in its place.</summary>
    public object? Result { get; set; }

    /// <summary>The properties of a multi-output object, by name.</summary>
    public Dictionary<string, object?> Outputs { get; } = [];

    /// <summary>Whether the outputs are already in the event log.</summary>
    public bool Appended { get; set; }

    public static InvocationValues Of(FunctionContext context) => context.Features.Get<InvocationValues>()
        ?? throw new InvalidOperationException("This context does not belong to an invocation of the embedded runtime.");
}
