using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

#pragma warning disable CA1822 // Functions of instances, as in an app.

namespace FraudFunctions.Tests.Embedded.Hosting;

/// <summary>Functions that must not get past the build, and what is said of each.</summary>
public static class WrongFunctions
{
    public static TheoryData<Type, string> All => new()
    {
        { typeof(Twins), "Function 'twin': two methods have this name" },
        { typeof(BatchedText), "Function 'BatchedText': its trigger is batched, but the parameter 'text' is a String" },
        { typeof(BatchedBytes), "Function 'BatchedBytes': its trigger is batched" },
        { typeof(BadInterval), "Function 'BadInterval': its retry attribute is wrong: 'often' is no time span" },
        { typeof(HugeInterval), "Function 'HugeInterval': its retry attribute is wrong: the interval '30' is not between" },
        { typeof(RetriedHttp), "Function 'RetriedHttp': FixedDelayRetryAttribute has no effect with HttpTriggerAttribute" },
        { typeof(NoTrigger), "Function 'NoTrigger': no parameter has a trigger" },
        { typeof(TwoTriggers), "Function 'TwoTriggers': it has more than one trigger" },
        { typeof(NotPublic), "must be public" },
        { typeof(AsyncVoid), "Function 'AsyncVoid':" },
        { typeof(BadName), "Function 'bad name': a name starts with a letter" },
        { typeof(SameGroup), "reads hub 'payments' with consumer group '$Default' already" },
        { typeof(UnknownSetting), "Function 'UnknownSetting': the setting 'Nowhere' in '%Nowhere%' is not set" },
        { typeof(BadSchedule), "Function 'BadSchedule': its schedule 'now and then' is neither" },
        { typeof(BadRoute), "Function 'BadRoute': its route '{id' is wrong" },
        { typeof(BadConstraint), "Function 'BadConstraint': its route 'api/{id:number}' is wrong" },
        { typeof(BadHub), "Function 'BadHub': 'a hub' is no name for a hub" },
        { typeof(SameRoute), "Function 'SameRouteB': its route 'api/Same' is taken by 'SameRouteA'" },
        { typeof(OutputOfNothing), "Function 'OutputOfNothing': it has an output binding, but its method returns nothing" },
        { typeof(TwoResponses), "Function 'TwoResponses': TwoOfThem has more than one [HttpResult]" },
        { typeof(BodyAsTrigger), "Function 'BodyAsTrigger': the parameter 'body' of an HTTP trigger must be an HttpRequest" },
    };
}

public sealed class Twins
{
    [Function("Twin")] public void One([EventHubTrigger("a")] string[] events) { }
    [Function("twin")] public void Two([EventHubTrigger("b")] string[] events) { }
}

public sealed class BatchedText
{
    [Function("BatchedText")] public void Run([EventHubTrigger("a")] string text) { }
}

public sealed class BatchedBytes
{
    [Function("BatchedBytes")] public void Run([EventHubTrigger("a")] byte[] bytes) { }
}

public sealed class BadInterval
{
    [Function("BadInterval")][FixedDelayRetry(1, "often")] public void Run([EventHubTrigger("a")] string[] events) { }
}

public sealed class HugeInterval
{
    [Function("HugeInterval")][FixedDelayRetry(1, "30")] public void Run([EventHubTrigger("a")] string[] events) { }
}

public sealed class RetriedHttp
{
    [Function("RetriedHttp")][FixedDelayRetry(1, "00:00:01")] public void Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest req) { }
}

public sealed class NoTrigger
{
    [Function("NoTrigger")] public void Run(string text) { }
}

public sealed class TwoTriggers
{
    [Function("TwoTriggers")] public void Run([EventHubTrigger("a")] string[] events, [TimerTrigger("00:01:00")] TimerInfo timer) { }
}

public sealed class NotPublic
{
    [Function("NotPublic")] internal void Run([EventHubTrigger("a")] string[] events) { }
}

public sealed class AsyncVoid
{
    [Function("AsyncVoid")] public async void Run([EventHubTrigger("a")] string[] events) => await Task.Yield();
}

public sealed class BadName
{
    [Function("bad name")] public void Run([EventHubTrigger("a")] string[] events) { }
}

public sealed class SameGroup
{
    [Function("SameGroupA")] public void A([EventHubTrigger("payments")] string[] events) { }
    [Function("SameGroupB")] public void B([EventHubTrigger("payments", ConsumerGroup = "$Default")] string[] events) { }
}

public sealed class UnknownSetting
{
    [Function("UnknownSetting")] public void Run([EventHubTrigger("%Nowhere%")] string[] events) { }
}

public sealed class BadSchedule
{
    [Function("BadSchedule")] public void Run([TimerTrigger("now and then")] TimerInfo timer) { }
}

public sealed class BadHub
{
    [Function("BadHub")] public void Run([EventHubTrigger("a hub")] string[] events) { }
}

public sealed class HostsRoute
{
    [Function("HostsRoute")] public void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "admin/things")] HttpRequest req) { }
}

public sealed class BadRoute
{
    [Function("BadRoute")] public void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{id")] HttpRequest req) { }
}

public sealed class BadConstraint
{
    [Function("BadConstraint")] public void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{id:number}")] HttpRequest req) { }
}

public sealed class SameRoute
{
    [Function("SameRouteA")] public void A([HttpTrigger(AuthorizationLevel.Anonymous, "get", "put", Route = "same")] HttpRequest req) { }
    [Function("SameRouteB")] public void B([HttpTrigger(AuthorizationLevel.Anonymous, "PUT", Route = "/Same")] HttpRequest req) { }
}

public sealed class OutputOfNothing
{
    [Function("OutputOfNothing")][EventHubOutput("b")] public Task Run([EventHubTrigger("a")] string[] events) => Task.CompletedTask;
}

public sealed class TwoResponses
{
    [Function("TwoResponses")] public TwoOfThem Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest req) => new();
}

public sealed class TwoOfThem
{
    [HttpResult] public IActionResult? One { get; set; }
    [HttpResult] public IActionResult? Two { get; set; }
}

public sealed class BodyAsTrigger
{
    [Function("BodyAsTrigger")] public void Run([HttpTrigger(AuthorizationLevel.Anonymous)] string body) { }
}
