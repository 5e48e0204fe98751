using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FraudFunctions.Tests.Embedded.Http;

public sealed class Scoped;

public sealed class Probe
{
    public TaskCompletionSource Entered { get; } = new();
    public TaskCompletionSource Cancelled { get; } = new();
}

public sealed class Bindings(Scoped scoped, IHttpContextAccessor accessor)
{
    [Function("Typed")]
    public IResult Typed([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "typed/{number}/{flag}/{id}/{day}")] HttpRequest req, int number, bool flag, Guid id, DateTime day) =>
        Results.Text($"{number} {flag} {id} {day:yyyy-MM-dd}");

    [Function("Missing")]
    public IResult Missing([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "missing")] HttpRequest req, string text, int? number, string other = "default") =>
        Results.Text($"{text is null} {number is null} {other}");

    [Function("MissingValue")]
    public IResult MissingValue([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "missing-value")] HttpRequest req, int number) => Results.Text($"{number}");

    [Function("CatchAll")]
    public IResult CatchAll([HttpTrigger(AuthorizationLevel.Anonymous, Route = "files/{*rest}")] HttpRequest req, string rest) => Results.Text($"{req.Method} {rest}");

    [Function("Context")]
    public IActionResult Context([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "context")] HttpRequest req, FunctionContext context) => new OkObjectResult(new
    {
        OneScope = ReferenceEquals(context.InstanceServices, req.HttpContext.RequestServices)
            && ReferenceEquals(scoped, context.InstanceServices.GetRequiredService<Scoped>()),
        Request = ReferenceEquals(context.GetHttpContext(), req.HttpContext),
        NoAccessor = accessor.HttpContext is null,
        NoActivity = Activity.Current is null,
        Trace = context.TraceContext.TraceParent.Split('-')[1],
        Retry = context.RetryContext is null,
        context.FunctionDefinition.Name,
        context.FunctionDefinition.EntryPoint,
        Route = context.BindingContext.BindingData.Count,
    });

    [Function("Wait")]
    public async Task Wait([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "wait")] HttpRequest req, FunctionContext context, CancellationToken cancellation)
    {
        Probe probe = context.InstanceServices.GetRequiredService<Probe>();
        probe.Entered.TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        finally
        {
            probe.Cancelled.TrySetResult();
        }
    }

    [Function("Slow")]
    public async Task<IResult> Slow([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "slow")] HttpRequest req, FunctionContext context)
    {
        Probe probe = context.InstanceServices.GetRequiredService<Probe>();
        probe.Entered.TrySetResult();
        await probe.Cancelled.Task;
        return Results.Text("done");
    }

    [Function("Throws")]
    public IResult Throws([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "throws")] HttpRequest req) => throw new ArgumentException("wrong");

    [Function("TooLarge")]
    [EventHubOutput("out")]
    public byte[] TooLarge([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "too-large")] HttpRequest req) => new byte[2 << 20];
}
