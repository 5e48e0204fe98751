using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

// The sample that ran in the real worker process, unchanged but for the functions on EventData, entities and orchestrations.
namespace FraudFunctions.Tests.Embedded.Sample;

public sealed record Payment(string Id, decimal Amount, string? Currency);

public sealed class Counter
{
    public int Value;
}

public sealed class HttpFunctions(ILogger<HttpFunctions> log, Counter counter)
{
    [Function("Hello")]
    public IActionResult Hello([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "hello/{name}")] HttpRequest req, string name)
    { log.LogInformation("hello {N}", name); return new OkObjectResult(new { hello = name, q = req.Query["q"].ToString(), n = ++counter.Value }); }

    [Function("HelloResult")]
    public IResult HelloResult([HttpTrigger(AuthorizationLevel.Function, "get", "post", Route = "result/{id:int?}")] HttpRequest req, int? id, CancellationToken ct)
        => Results.Json(new { id, auth = req.HttpContext.User.Identity?.IsAuthenticated }, statusCode: 201);

    [Function("Body")]
    public async Task<IResult> Body([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "body")] HttpRequest req, FunctionContext ctx)
    { var p = await req.ReadFromJsonAsync<Payment>(); return p is null ? Results.BadRequest() : TypedResults.Ok(p); }

    [Function("FromBody")]
    public IActionResult FromBodyFn([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "frombody")] HttpRequest req, [Microsoft.Azure.Functions.Worker.Http.FromBody] Payment p) => new OkObjectResult(p);

    [Function("Poco")]
    public object Poco([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = null)] HttpRequest req) => new Payment("p", 1.5m, null);

    [Function("Raw")]
    public async Task Raw([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "raw")] HttpRequest req) { req.HttpContext.Response.StatusCode = 202; await req.HttpContext.Response.WriteAsync("raw!"); }

    [Function("Boom")]
    public IActionResult Boom([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "boom")] HttpRequest req) => throw new InvalidOperationException("boom");

    [Function("Multi")]
    public MultiOutput Multi([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "multi")] HttpRequest req) => new() { Result = new AcceptedResult(), Events = [new("a", 1, null), new("b", 2, "EUR")] };
}

public sealed class MultiOutput
{
    [HttpResult] public required IActionResult Result { get; set; }
    [EventHubOutput("out-hub", Connection = "EventHub")] public Payment[]? Events { get; set; }
}

public sealed class StreamFunctions
{
    [Function("Batch")]
    [EventHubOutput("out-hub", Connection = "EventHub")]
    [FixedDelayRetry(5, "00:00:10")]
    public string[] Batch([EventHubTrigger("in-hub", Connection = "EventHub", ConsumerGroup = "cg1")] string[] events, FunctionContext context)
    { foreach (var d in context.BindingContext.BindingData) context.GetLogger("x").LogInformation("{K}={V}", d.Key, d.Value); return events.Select(e => e.ToUpperInvariant()).ToArray(); }

    [Function("BatchTyped")]
    [EventHubOutput("out-hub", Connection = "EventHub")]
    [ExponentialBackoffRetry(-1, "00:00:04", "00:15:00")]
    public async Task<Payment[]> BatchTyped([EventHubTrigger("typed-hub", Connection = "EventHub")] Payment[] events, DateTime[] enqueuedTimeUtcArray, long[] sequenceNumberArray, string[] offsetArray, Dictionary<string, JsonElement>[] propertiesArray, CancellationToken ct)
    { await Task.Yield(); return events.Select((e, i) => e with { Currency = $"{sequenceNumberArray[i]}" }).ToArray(); }

    [Function("Tick")]
    public void Tick([TimerTrigger("%TickSchedule%", RunOnStartup = false, UseMonitor = true)] TimerInfo timer, FunctionContext ctx)
        => ctx.GetLogger<StreamFunctions>().LogInformation("tick past={P} next={N}", timer.IsPastDue, timer.ScheduleStatus?.Next);
}

public sealed class CorrelationMiddleware(ILogger<CorrelationMiddleware> log) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        context.Items["corr"] = context.InvocationId;
        log.LogInformation("mw {Name} {Trace}", context.FunctionDefinition.Name, context.TraceContext.TraceParent);
        await next(context);
    }
}

public sealed class OnlyHttpMiddleware : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var http = context.GetHttpContext();
        await next(context);
        if (http is not null && !http.Response.HasStarted) http.Response.Headers["x-mw"] = "1";
    }
}
