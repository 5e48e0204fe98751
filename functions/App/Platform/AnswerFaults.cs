using FraudFunctions.App.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.App.Platform;

/// <summary>The one place where a fault becomes an answer: logged with its stack, told without it. Streams and timers see their faults themselves.</summary>
public sealed class AnswerFaults(ILogger<AnswerFaults> log) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.GetHttpContext()?.RequestAborted.IsCancellationRequested == true)
        {
            // The caller has gone: there is nobody to answer, and nothing is wrong with us.
            context.GetInvocationResult().Value = Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        catch (InvalidCursorException) when (context.GetHttpContext() is not null)
        {
            context.GetInvocationResult().Value = Problem.Invalid("invalid-cursor", "after", "is not a cursor that we gave for this list");
        }
        catch (Exception fault) when (context.GetHttpContext() is not null)
        {
            log.LogError(fault, "{Function} failed on invocation {InvocationId}", context.FunctionDefinition.Name, context.InvocationId);
            context.GetInvocationResult().Value = new Problem(StatusCodes.Status500InternalServerError, "fault", "We failed.",
                $"The fault is ours and has been logged as {context.InvocationId}.").ToResult();
        }
    }
}
