using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using FraudFunctions.App.Platform;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.Tests.Architecture;

public sealed class InfrastructureTests
{
    [Fact]
    public void The_bicep_compiles_without_a_warning()
    {
        (string template, string complaints) = Compiled();

        Assert.Equal("", complaints);
        Assert.NotNull(JsonNode.Parse(template)!["resources"]);
    }

    [Fact]
    public void No_setting_of_the_app_carries_a_key()
    {
        string template = Compiled().Template;

        foreach (string call in (string[])["listKeys", "listConnectionStrings", "AccountKey=", "SharedAccessKey="])
            Assert.DoesNotContain(call, template, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("storage.bicep", "allowSharedKeyAccess: false")]
    [InlineData("streams.bicep", "disableLocalAuth: true")]
    [InlineData("documents.bicep", "disableLocalAuth: true")]
    [InlineData("monitoring.bicep", "DisableLocalAuth: true")]
    public void Every_store_and_stream_refuses_keys(string file, string setting)
        => Assert.Contains(setting, File.ReadAllText(Path.Combine(ReferenceData.ProjectRoot, "infra", "app", file)), StringComparison.Ordinal);

    [Fact]
    public void Every_stream_and_consumer_group_of_the_functions_is_deployed()
    {
        string streams = File.ReadAllText(Path.Combine(ReferenceData.ProjectRoot, "infra", "app", "streams.bicep"));
        IEnumerable<EventHubTriggerAttribute> triggers = typeof(AllowAttribute).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<EventHubTriggerAttribute>())
            .OfType<EventHubTriggerAttribute>();

        Assert.All(triggers, trigger =>
        {
            string hub = Assert.Single(streams.Split('\n'), line => line.Contains($"name: '{trigger.EventHubName}'", StringComparison.Ordinal));
            if (trigger.ConsumerGroup is not null)
                Assert.Contains($"'{trigger.ConsumerGroup}'", hub, StringComparison.Ordinal);
        });
    }

    private static (string Template, string Complaints) Compiled()
    {
        string folder = typeof(InfrastructureTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "BicepFolder").Value!;
        Assert.SkipWhen(folder.Length == 0, "the bicep compiler of the tests runs on 64-bit Linux only");

        ProcessStartInfo start = new(Path.Combine(folder, "tools", "bicep"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "build", Path.Combine(ReferenceData.ProjectRoot, "infra", "main.bicep"), "--stdout" },
            Environment = { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1" },
        };
        using Process bicep = Process.Start(start)!;
        Task<string> complaints = bicep.StandardError.ReadToEndAsync();
        string template = bicep.StandardOutput.ReadToEnd();
        bicep.WaitForExit();
        return (template, complaints.Result.Trim());
    }
}
