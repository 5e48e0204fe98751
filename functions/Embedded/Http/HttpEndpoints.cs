using System.Diagnostics;
using System.Globalization;
using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Invocations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FraudFunctions.Embedded.Http;

/// <summary>Serves the HTTP functions.</summary>
internal sealed class HttpEndpoints(FunctionInvoker invoker, ILogger<HttpEndpoints> log)
{
    public static void Map(IEndpointRouteBuilder endpoints, FunctionCatalog catalog)
    {
        foreach ((FunctionEntry function, HttpRoute route) in catalog.With<HttpRoute>())
        {
            CheckConstraints(function, route, endpoints.ServiceProvider.GetRequiredService<ParameterPolicyFactory>());
            IEndpointConventionBuilder endpoint = endpoints
                .Map(route.Pattern, http => http.RequestServices.GetRequiredService<HttpEndpoints>().ServeAsync(function, http))
                .WithDisplayName(function.Name);
            if (route.Methods.Count > 0) endpoint.WithMetadata(new HttpMethodMetadata(route.Methods));
        }
    }

    /// <summary>Routing would find a misspelt constraint only with the first request, and then fail all of them.</summary>
    private static void CheckConstraints(FunctionEntry function, HttpRoute route, ParameterPolicyFactory policies)
    {
        try
        {
            foreach (RoutePatternParameterPart parameter in route.Pattern.Parameters)
            {
                foreach (RoutePatternParameterPolicyReference policy in parameter.ParameterPolicies) policies.Create(parameter, policy);
            }
        }
        catch (Exception unknown) when (unknown is InvalidOperationException or RouteCreationException)
        {
            throw FunctionDiscovery.Refuse(function.Name, $"its route '{route.Pattern.RawText}' is wrong: {unknown.Message}", unknown);
        }
    }

    private async Task ServeAsync(FunctionEntry function, HttpContext http)
    {
        var input = new InvocationInput
        {
            TriggerValue = http,
            BindingData = http.Request.RouteValues.ToDictionary(value => value.Key, value => (object?)Convert.ToString(value.Value, CultureInfo.InvariantCulture), StringComparer.OrdinalIgnoreCase),
            TraceParent = Activity.Current?.Id ?? http.Request.Headers.TraceParent.FirstOrDefault(),
        };

        // In Azure a function runs on the host's call, not on the request's: neither of these is there to lean on.
        Activity.Current = null;
        if (http.RequestServices.GetService<IHttpContextAccessor>() is { } accessor) accessor.HttpContext = null;
        try
        {
            await invoker.InvokeAsync(function, input, http.RequestServices, http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception error)
        {
            log.LogError(error, "Function {Function} failed", function.Name);
            if (http.Response.HasStarted)
            {
                http.Abort();
                return;
            }

            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }
}
