using System.Reflection;
using FraudFunctions.Embedded;
using FraudFunctions.Embedded.Durable;
using FraudFunctions.Embedded.Durable.Client;
using FraudFunctions.Embedded.Functions;
using FraudFunctions.Embedded.Hosting;
using FraudFunctions.Embedded.Http;
using FraudFunctions.Embedded.Invocations;
using FraudFunctions.Embedded.Streams;
using FraudFunctions.Embedded.Timers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Puts a function app together. Here it becomes one process that is its own host, event log and web server.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly WebApplicationBuilder web;
    private readonly Assembly assembly;
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware = [];
    private bool built;
    private bool servesHttp;

    internal FunctionsApplicationBuilder(string[] args, Assembly assembly)
    {
        this.assembly = assembly;
        web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = assembly.GetName().Name,
            ContentRootPath = Directory.GetCurrentDirectory(),
            EnvironmentName = AppConfiguration.EnvironmentName(args),
        });
        AppConfiguration.AddTo(web.Configuration, web.Environment.ContentRootPath, web.Environment.EnvironmentName, args);
        EmbeddedServices.AddFirst(web);
        if (web.Environment.IsDevelopment())
            ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true }));
    }

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)web).Properties;
    public ConfigurationManager Configuration => web.Configuration;
    public IHostEnvironment Environment => web.Environment;
    public ILoggingBuilder Logging => web.Logging;
    public IMetricsBuilder Metrics => web.Metrics;
    public IServiceCollection Services => web.Services;

    IConfigurationManager IHostApplicationBuilder.Configuration => web.Configuration;

    public IHost Build()
    {
        ThrowIfBuilt();
        HostJson hostJson = HostJson.Read(Configuration, AppContext.BaseDirectory, Environment.ContentRootPath);
        ITriggerKind[] kinds = [new HttpTriggerKind(hostJson.RoutePrefix.Trim('/'), servesHttp), new StreamTriggerKind(), new TimerTriggerKind(), new OrchestrationTriggerKind(), new ActivityTriggerKind()];
        FunctionCatalog catalog = new FunctionDiscovery(kinds, new Settings(Configuration)).Find(FunctionTypes());
        EmbeddedServices.AddLast(Services, catalog, new FunctionPipeline(middleware), hostJson);
        built = true;

        WebApplication app = web.Build();
        // An app that registers these for its own use would else see signed-in users here that it does not see in Azure.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true;
        HttpEndpoints.Map(app, catalog);
        AdminEndpoints.Map(app);
        DurableEndpoints.Map(app);
        return app;
    }

    public void ConfigureContainer<TContainerBuilder>(IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => ((IHostApplicationBuilder)web).ConfigureContainer(factory, configure);

    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        ThrowIfBuilt();
        this.middleware.Add(middleware);
        return this;
    }

    /// <summary>Puts HTTP into the pipeline at this place; a second call changes nothing.</summary>
    internal void ServeHttp()
    {
        ThrowIfBuilt();
        if (servesHttp) return;
        servesHttp = true;
        Services.AddMvcCore();
        Use(HttpStage.Around);
    }

    private IEnumerable<Type> FunctionTypes() =>
        Properties.TryGetValue(EmbeddedProperties.FunctionTypes, out object? types) ? (Type[])types : assembly.GetTypes();

    private void ThrowIfBuilt()
    {
        if (built) throw new InvalidOperationException("The app has been built already.");
    }
}

/// <summary>Adds ASP.NET Core's requests and results to a function app.</summary>
public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        builder.ServeHttp();
        return builder;
    }
}
