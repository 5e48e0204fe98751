using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace FraudFunctions.Embedded.Functions;

/// <summary>Finds the functions among types, and refuses with the function's name what Azure's build or host would refuse.</summary>
internal sealed partial class FunctionDiscovery(IReadOnlyList<ITriggerKind> kinds, Settings settings)
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    public FunctionCatalog Find(IEnumerable<Type> types)
    {
        var functions = new List<FunctionEntry>();
        foreach (MethodInfo method in types.SelectMany(type => type.GetMethods(Declared)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } attribute) continue;
            if (functions.Find(one => string.Equals(one.Name, attribute.Name, StringComparison.OrdinalIgnoreCase)) is { } twin)
                throw Refuse(attribute.Name, $"two methods have this name: {twin.EntryPoint} and {method.DeclaringType!.FullName}.{method.Name}");
            functions.Add(Read(attribute.Name, method));
        }

        return new FunctionCatalog([.. functions.OrderBy(function => function.Name, StringComparer.Ordinal)]);
    }

    public static InvalidOperationException Refuse(string function, string reason, Exception? inner = null) => new($"Function '{function}': {reason}.", inner);

    private FunctionEntry Read(string name, MethodInfo method)
    {
        Type type = method.DeclaringType!;
        if (!FunctionName().IsMatch(name)) throw Refuse(name, "a name starts with a letter and goes on with letters, digits, '-' and '_', at most 128 in all");
        if (!method.IsPublic || !type.IsVisible) throw Refuse(name, $"{type.FullName}.{method.Name} and its type must be public");
        if (method.ContainsGenericParameters) throw Refuse(name, $"{type.FullName}.{method.Name} must not be generic");
        if (!method.IsStatic && type.IsAbstract) throw Refuse(name, $"{type.FullName} is abstract, so there is no instance to call");
        if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
            throw Refuse(name, $"{type.FullName}.{method.Name} is async void: nobody can wait for it. Return Task");

        TriggerSite site = SiteOf(name, method);
        ITriggerKind kind = kinds.FirstOrDefault(one => one.Handles(site.Attribute))
            ?? throw Refuse(name, $"{site.Attribute.GetType().Name} is not known to the embedded runtime");
        return new FunctionEntry(site, kind.Read(site), RetryOf(site));
    }

    private TriggerSite SiteOf(string name, MethodInfo method)
    {
        var triggers =
            (from parameter in method.GetParameters()
             from attribute in parameter.GetCustomAttributes().OfType<TriggerBindingAttribute>()
             select (parameter, attribute)).ToList();
        return triggers.Count == 1
            ? new TriggerSite(name, method, triggers[0].parameter, triggers[0].attribute, settings)
            : throw Refuse(name, triggers.Count == 0 ? "no parameter has a trigger" : "it has more than one trigger");
    }

    private static RetryPolicy? RetryOf(TriggerSite site)
    {
        try
        {
            if (site.Method.GetCustomAttribute<RetryAttribute>() is not { } attribute) return null;
            BindingCapabilitiesAttribute? can = site.Attribute.GetType().GetCustomAttribute<BindingCapabilitiesAttribute>();
            return can?.Capabilities.Contains("FunctionLevelRetry") == true
                ? RetryPolicy.From(attribute)
                : throw site.Refuse($"{attribute.GetType().Name} has no effect with {site.Attribute.GetType().Name}");
        }
        catch (ArgumentException badInterval)
        {
            throw Refuse(site.Function, $"its retry attribute is wrong: {badInterval.Message}", badInterval);
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$")]
    private static partial Regex FunctionName();
}
