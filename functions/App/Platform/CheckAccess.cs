using System.Collections.Concurrent;
using System.Reflection;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace FraudFunctions.App.Platform;

/// <summary>Lets a call through when the caller has one of the roles that the function names. Everything else is refused.</summary>
public sealed class CheckAccess(Tokens tokens) : IFunctionsWorkerMiddleware
{
    private const string Scheme = "Bearer ";

    private readonly ConcurrentDictionary<string, MethodInfo?> methods = new(StringComparer.Ordinal);

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http || await RefuseAsync(context, http) is not { } refusal)
        {
            await next(context);
            return;
        }
        context.GetInvocationResult().Value = refusal.ToResult();
    }

    private async Task<Problem?> RefuseAsync(FunctionContext context, HttpContext http)
    {
        MethodInfo? method = methods.GetOrAdd(context.FunctionDefinition.EntryPoint, FindMethod);
        if (method?.GetCustomAttribute<AllowAnybodyAttribute>() is not null)
            return null;
        string header = http.Request.Headers.Authorization.ToString();
        Caller? caller = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? await tokens.FindCallerAsync(header[Scheme.Length..].Trim(), context.CancellationToken)
            : null;
        if (caller is null)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return new Problem(StatusCodes.Status401Unauthorized, "unauthenticated", "Who is calling?", "Send a valid token: Authorization: Bearer …");
        }
        AllowAttribute? allowed = method?.GetCustomAttribute<AllowAttribute>();
        if (allowed is null || !caller.Roles.Any(allowed.Roles.Contains))
            return new Problem(StatusCodes.Status403Forbidden, "forbidden", "You may not do this.", $"This takes one of the roles {string.Join(", ", (allowed?.Roles ?? []).Select(Choices<Role>.NameOf))}.");
        context.Items[typeof(Caller)] = caller;
        return null;
    }

    private static MethodInfo? FindMethod(string entryPoint)
    {
        int dot = entryPoint.LastIndexOf('.');
        return typeof(CheckAccess).Assembly.GetType(entryPoint[..dot])?.GetMethod(entryPoint[(dot + 1)..]);
    }
}

/// <summary>The caller, as <see cref="CheckAccess"/> left it.</summary>
public static class CallerOfContext
{
    public static Caller Caller(this FunctionContext context) => (Caller)context.Items[typeof(Caller)];
}
