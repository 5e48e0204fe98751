using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Invocations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace FraudFunctions.Embedded.Http;

/// <summary>A function's route below the prefix, in ASP.NET Core's syntax; no methods means all of them.</summary>
internal sealed class HttpRoute(RoutePattern pattern, IReadOnlyList<string> methods) : Trigger
{
    public override string Type => "httpTrigger";
    public override ParameterBinder Bind => invocation => new(((HttpContext)invocation.TriggerValue).Request);
    public RoutePattern Pattern => pattern;
    public IReadOnlyList<string> Methods => methods;

    public override FunctionFacts Describe(FunctionFacts facts) => facts with { Route = "/" + pattern.RawText, Methods = methods };
}

/// <summary>Reads HTTP triggers.</summary>
internal sealed class HttpTriggerKind(string routePrefix, bool configured) : ITriggerKind
{
    private readonly List<(string Function, HttpRoute Route)> routes = [];

    public bool Handles(TriggerBindingAttribute attribute) => attribute is HttpTriggerAttribute;

    public Trigger Read(TriggerSite site)
    {
        if (!configured) throw site.Refuse("it has an HTTP trigger: call ConfigureFunctionsWebApplication() on the builder");
        if (site.Parameter.ParameterType != typeof(HttpRequest))
            throw site.Refuse($"the parameter '{site.Parameter.Name}' of an HTTP trigger must be an HttpRequest. For the body, use [FromBody] on another one");

        var attribute = (HttpTriggerAttribute)site.Attribute;
        var route = new HttpRoute(PatternOf(site, attribute), [.. (attribute.Methods ?? []).Select(method => method.ToUpperInvariant())]);
        if (routes.Find(other => Collide(other.Route, route)) is { Function: { } function })
            throw site.Refuse($"its route '{route.Pattern.RawText}' is taken by '{function}'");
        if (route.Pattern.RawText!.Split('/')[0].ToLowerInvariant() is ("admin" or "runtime") and var first)
            throw site.Refuse($"its route '{route.Pattern.RawText}' begins with '{first}', which belongs to the host");
        routes.Add((site.Function, route));
        return route;
    }

    private RoutePattern PatternOf(TriggerSite site, HttpTriggerAttribute attribute)
    {
        string route = string.IsNullOrEmpty(attribute.Route) ? site.Function : site.Expand(attribute.Route);
        try
        {
            return RoutePatternFactory.Parse($"{routePrefix}/{route.TrimStart('/')}".TrimStart('/'));
        }
        catch (RoutePatternException wrong)
        {
            throw FunctionDiscovery.Refuse(site.Function, $"its route '{route}' is wrong: {wrong.Message}", wrong);
        }
    }

    private static bool Collide(HttpRoute one, HttpRoute other) =>
        string.Equals(one.Pattern.RawText, other.Pattern.RawText, StringComparison.OrdinalIgnoreCase)
        && (one.Methods.Count == 0 || other.Methods.Count == 0 || one.Methods.Intersect(other.Methods).Any());
}
