using System.Globalization;
using System.Reflection;
using System.Text;
using FraudFunctions.App.Platform;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.Tests.Architecture;

/// <summary>
/// functions/FLOW.md is made from the triggers and outputs of the functions; this keeps it true. To write it anew:
/// FRAUD_WRITE_FLOW=1 dotnet test
/// </summary>
public sealed class FlowPageTests
{
    private static readonly string path = Path.Combine(ReferenceData.ProjectRoot, "functions", "FLOW.md");

    [Fact]
    public void The_page_says_what_the_functions_do()
    {
        string page = Page();
        if (Environment.GetEnvironmentVariable("FRAUD_WRITE_FLOW") == "1")
            File.WriteAllText(path, page);
        Assert.True(File.Exists(path) && File.ReadAllText(path) == page, "functions/FLOW.md is not what the functions say. Write it anew with FRAUD_WRITE_FLOW=1 dotnet test, and look at the difference.");
    }

    [Fact]
    public void Every_function_that_is_called_over_HTTP_says_who_may_call_it()
        => Assert.All(Functions().Where(function => Trigger<HttpTriggerAttribute>(function) is not null),
            function => Assert.True(function.GetCustomAttribute<AllowAttribute>() is { Roles.Count: > 0 } || function.GetCustomAttribute<AllowAnybodyAttribute>() is not null, function.Name));

    [Fact]
    public void A_function_is_named_like_its_class()
        => Assert.All(Functions(), function => Assert.Equal(function.DeclaringType!.Name, function.GetCustomAttribute<FunctionAttribute>()!.Name));

    private static string Page()
    {
        StringBuilder page = new();
        page.Append("# What flows where\n\nMade from the functions themselves; a test keeps it true.\n\n");
        page.Append("| function | slice | starts on | hands on to | retries | may be called by |\n|---|---|---|---|---|---|\n");
        foreach (MethodInfo function in Functions().OrderBy(Kind).ThenBy(Start, StringComparer.Ordinal).ThenBy(function => function.DeclaringType!.Name, StringComparer.Ordinal))
        {
            page.Append(CultureInfo.InvariantCulture,
                $"| {function.GetCustomAttribute<FunctionAttribute>()!.Name} | {function.DeclaringType!.Namespace!.Split('.')[^1]} | {Start(function)} | {string.Join(", ", Outputs(function))} | {Retries(function)} | {Callers(function)} |\n");
        }
        return page.ToString();
    }

    private static IEnumerable<MethodInfo> Functions()
        => typeof(AllowAttribute).Assembly.GetExportedTypes().SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null);

    private static T? Trigger<T>(MethodInfo function) where T : Attribute
        => function.GetParameters().Select(parameter => parameter.GetCustomAttribute<T>()).FirstOrDefault(attribute => attribute is not null);

    private static int Kind(MethodInfo function)
        => Trigger<EventHubTriggerAttribute>(function) is not null ? 0
            : Trigger<TimerTriggerAttribute>(function) is not null ? 1
            : Trigger<OrchestrationTriggerAttribute>(function) is not null ? 2
            : Trigger<ActivityTriggerAttribute>(function) is not null ? 3 : 4;

    private static string Start(MethodInfo function)
    {
        if (Trigger<EventHubTriggerAttribute>(function) is { } stream)
            return $"stream `{stream.EventHubName}`" + (stream.ConsumerGroup is null ? "" : $" as `{stream.ConsumerGroup}`");
        if (Trigger<TimerTriggerAttribute>(function) is { } timer)
            return $"timer `{timer.Schedule}`";
        if (Trigger<OrchestrationTriggerAttribute>(function) is not null)
            return "orchestration";
        if (Trigger<ActivityTriggerAttribute>(function) is not null)
            return "activity";
        HttpTriggerAttribute http = Trigger<HttpTriggerAttribute>(function)!;
        return $"`{string.Join("/", http.Methods!).ToUpperInvariant()} /{http.Route}`";
    }

    private static IEnumerable<string> Outputs(MethodInfo function)
    {
        Type result = function.ReturnType.IsGenericType ? function.ReturnType.GetGenericArguments()[0] : function.ReturnType;
        IEnumerable<EventHubOutputAttribute?> outputs = [function.GetCustomAttribute<EventHubOutputAttribute>(), .. result.GetProperties().Select(property => property.GetCustomAttribute<EventHubOutputAttribute>())];
        return outputs.Where(output => output is not null).Select(output => $"`{output!.EventHubName}`");
    }

    private static string Retries(MethodInfo function) => function.GetCustomAttribute<RetryAttribute>() switch
    {
        ExponentialBackoffRetryAttribute retry => $"{Times(retry.MaxRetryCount)}, {retry.MinimumInterval} to {retry.MaximumInterval}",
        FixedDelayRetryAttribute retry => $"{Times(retry.MaxRetryCount)}, every {retry.DelayInterval}",
        _ => "",
    };

    private static string Times(int count) => count < 0 ? "without end" : $"{count} times";

    private static string Callers(MethodInfo function)
        => function.GetCustomAttribute<AllowAnybodyAttribute>() is not null ? "anybody" : string.Join(", ", function.GetCustomAttribute<AllowAttribute>()?.Roles ?? []);
}
