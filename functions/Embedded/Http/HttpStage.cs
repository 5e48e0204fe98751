using FraudFunctions.Embedded.Invocations;
using FraudFunctions.Embedded.Streams;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Embedded.Http;

/// <summary>
/// The place in the pipeline where HTTP begins: middleware before it sees no request, middleware after it sees the
/// request and a response that has not started. On the way back it turns the result into the response.
/// </summary>
internal static class HttpStage
{
    public static FunctionExecutionDelegate Around(FunctionExecutionDelegate next) => async context =>
    {
        InvocationValues values = InvocationValues.Of(context);
        if (values.Invocation.TriggerValue is not HttpContext http)
        {
            await next(context);
            return;
        }

        context.Items[FunctionContextExtensions.HttpContextKey] = http;
        await next(context);

        // First the events, then the answer: who was told "accepted" finds them in the log.
        await context.InstanceServices.GetRequiredService<StreamOutputs>().AppendAsync(values.Invocation);
        if (http.RequestAborted.IsCancellationRequested) return;
        await RespondAsync(http, values.Result ?? ResponseProperty(values));
    };

    private static object? ResponseProperty(InvocationValues values) =>
        values.Invocation.Function.Outputs.HttpResult is { } name ? values.Outputs.GetValueOrDefault(name) : null;

    /// <summary>Anything but a result writes nothing: 200 with an empty body, as in Azure.</summary>
    private static Task RespondAsync(HttpContext http, object? result) => result switch
    {
        IActionResult action => action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor())),
        IResult plain => plain.ExecuteAsync(http),
        _ => Task.CompletedTask,
    };
}
