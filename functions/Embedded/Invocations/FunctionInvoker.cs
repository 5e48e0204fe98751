using System.Diagnostics;
using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Streams;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Embedded.Invocations;

/// <summary>The app's middleware around the call of the function, composed once.</summary>
internal sealed class FunctionPipeline(IEnumerable<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware)
{
    public FunctionExecutionDelegate Run { get; } = middleware.Reverse().Aggregate(
        (FunctionExecutionDelegate)(context =>
        {
            InvocationValues values = InvocationValues.Of(context);
            return values.Invocation.Function.ExecuteAsync(context, values);
        }),
        (next, around) => around(next));
}

/// <summary>Runs functions: a scope, the pipeline, then the outputs into the event log. Answers what they return; failures fly on to the trigger.</summary>
internal sealed class FunctionInvoker(FunctionPipeline pipeline, StreamOutputs outputs, IServiceScopeFactory scopes, TimeProvider clock)
{
    public async Task<object?> InvokeAsync(FunctionEntry function, InvocationInput input, CancellationToken cancellation)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        return await InvokeAsync(function, input, scope.ServiceProvider, cancellation);
    }

    /// <summary>Runs a function in a scope that the caller has, such as a request's.</summary>
    public async Task<object?> InvokeAsync(FunctionEntry function, InvocationInput input, IServiceProvider services, CancellationToken cancellation)
    {
        Trace trace = Trace.From(input.TraceParent);
        var invocation = new Invocation(function, Guid.CreateVersion7(clock.GetUtcNow()).ToString(), input, trace, services, cancellation);
        using Activity? activity = Trace.Source.StartActivity("Invoke", ActivityKind.Server, trace.TraceParent);
        activity?.SetTag("faas.name", function.Name).SetTag("faas.invocation_id", invocation.InvocationId);
        try
        {
            await pipeline.Run(invocation);
            await outputs.AppendAsync(invocation);
            return invocation.Values.Result;
        }
        catch (Exception error)
        {
            activity?.SetStatus(ActivityStatusCode.Error, error.Message);
            throw;
        }
    }
}
