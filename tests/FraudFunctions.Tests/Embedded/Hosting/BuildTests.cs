using FraudFunctions.Embedded;
using FraudFunctions.Embedded.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FraudFunctions.Tests.Embedded.Hosting;

public sealed class BuildTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(WrongFunctions.All), MemberType = typeof(WrongFunctions))]
    public void A_function_that_could_not_run_fails_the_build_by_name(Type functions, string message)
    {
        FunctionsApplicationBuilder builder = TestApp.Builder(folder, functions).ConfigureFunctionsWebApplication();
        Assert.Contains(message, Assert.Throws<InvalidOperationException>(builder.Build).Message);
    }

    [Fact]
    public void Http_without_ConfigureFunctionsWebApplication_fails_the_build() =>
        Assert.Contains("ConfigureFunctionsWebApplication", Assert.Throws<InvalidOperationException>(TestApp.Builder(folder, typeof(Ping)).Build).Message);

    [Fact]
    public void The_hosts_own_routes_are_not_for_functions()
    {
        FunctionsApplicationBuilder builder = TestApp.Builder(folder, typeof(HostsRoute)).ConfigureFunctionsWebApplication();
        builder.Configuration["AzureFunctionsJobHost:extensions:http:routePrefix"] = "";
        Assert.Contains("Function 'HostsRoute': its route 'admin/things' begins with 'admin'", Assert.Throws<InvalidOperationException>(builder.Build).Message);
    }

    [Fact]
    public void A_builder_builds_once()
    {
        FunctionsApplicationBuilder builder = TestApp.Builder(folder);
        using IHost host = builder.Build();
        Assert.Throws<InvalidOperationException>(builder.Build);
        Assert.Throws<InvalidOperationException>(() => builder.Use(next => next));
    }

    [Fact]
    public void The_app_is_the_assembly_that_made_the_builder() =>
        Assert.Equal(typeof(BuildTests).Assembly.GetName().Name, FunctionsApplication.CreateBuilder([]).Environment.ApplicationName);

    [Fact]
    public void The_environment_and_settings_come_from_the_command_line()
    {
        FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(["--environment", "Development", "--Embedded:Port", "1234"]);
        Assert.True(builder.Environment.IsDevelopment());
        Assert.Equal("1234", builder.Configuration["Embedded:Port"]);
    }

    [Fact]
    public async Task In_development_the_container_is_checked_and_holds()
    {
        FunctionsApplicationBuilder builder = TestApp.Arrange(FunctionsApplication.CreateBuilder(["--environment", "Development"]), folder, typeof(Ping));
        using IHost host = builder.ConfigureFunctionsWebApplication().Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = host.Services.GetRequiredService<EmbeddedRuntime>().Address };
        Assert.Equal("False", await client.GetStringAsync("/api/Ping", TestContext.Current.CancellationToken));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("Embedded:Port", "70000")]
    [InlineData("Embedded:Partitions", "0")]
    [InlineData("Embedded:Workers", "0")]
    [InlineData("Embedded:MaxEventBytes", "1")]
    [InlineData("Embedded:DataFolder", "")]
    [InlineData("Embedded:Retention", "-1.00:00:00")]
    public void Wrong_settings_are_refused_before_the_start(string key, string value)
    {
        FunctionsApplicationBuilder builder = TestApp.Builder(folder);
        builder.Configuration[key] = value;
        var wrong = Assert.Throws<OptionsValidationException>(builder.Build);
        Assert.Contains(key.Split(':')[1], wrong.Message);
    }

    [Fact]
    public async Task The_app_may_bring_its_own_authentication_without_functions_seeing_its_users()
    {
        await using TestApp app = await TestApp.StartAsync(folder, [typeof(Ping)], builder =>
        {
            builder.ConfigureFunctionsWebApplication();
            builder.Services.AddAuthentication();
            builder.Services.AddAuthorization(options => options.FallbackPolicy = options.DefaultPolicy);
        });
        Assert.Equal("False", await app.Client.GetStringAsync("/api/Ping", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Local_settings_are_read_like_environment_variables()
    {
        File.WriteAllText(folder["local.settings.json"], """
            { "IsEncrypted": false, "Values": { "TopLevel": "1", "Nested__Key": "2", "With:Colon": "3" }, "Host": { "LocalHttpPort": 1 } }
            """);
        Assert.Equal(
            [("Nested:Key", "2"), ("TopLevel", "1"), ("With:Colon", "3")],
            AppConfiguration.LocalSettings("/nowhere", folder.Path).Select(value => (value.Key, value.Value!)).Order());
    }

    [Fact]
    public void Host_json_is_read_and_app_settings_go_before_it()
    {
        File.WriteAllText(folder["host.json"], """
            { "version": "2.0", /* a comment */ "extensions": { "http": { "routePrefix": "" }, "eventHubs": { "maxEventBatchSize": 512, "prefetchCount": 1024 } } }
            """);
        var settings = new ConfigurationManager { ["AzureFunctionsJobHost:extensions:eventHubs:prefetchCount"] = "2048" };
        Assert.Equal(new HostJson { RoutePrefix = "", MaxEventBatchSize = 512, PrefetchCount = 2048 }, HostJson.Read(settings, "/nowhere", folder.Path));
        Assert.Equal(new HostJson { RoutePrefix = "api", MaxEventBatchSize = 100, PrefetchCount = 300 }, HostJson.Read(new ConfigurationManager(), "/nowhere"));
    }

    [Fact]
    public void A_wrong_number_in_host_json_is_named()
    {
        var settings = new ConfigurationManager { ["AzureFunctionsJobHost:extensions:eventHubs:maxEventBatchSize"] = "many" };
        Assert.Contains("extensions:eventHubs:maxEventBatchSize is 'many'", Assert.Throws<InvalidOperationException>(() => HostJson.Read(settings)).Message);
    }
}

public sealed class Ping
{
    [Function("Ping")]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest req) => Results.Text($"{req.HttpContext.User.Identity?.IsAuthenticated}");
}
