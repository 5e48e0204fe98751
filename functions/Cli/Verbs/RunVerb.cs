using System.CommandLine;
using FraudFunctions.App.Platform;
using FraudFunctions.Cli.Hosting;

namespace FraudFunctions.Cli.Verbs;

/// <summary><c>run</c>: serves the app until Ctrl-C.</summary>
internal static class RunVerb
{
    public static Command Create()
    {
        Option<int> port = new("--port") { Description = "The port on 127.0.0.1; 0 takes any free one.", DefaultValueFactory = _ => 7071 };
        Option<int> partitions = new("--partitions") { Description = "Partitions of a new log.", DefaultValueFactory = _ => 8 };
        Option<string> data = CommonOptions.Data();
        Command command = new("run", "Serve the app on this machine until Ctrl-C: streams, timers and HTTP.") { port, partitions, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            HostingOptions hosting = new() { DataFolder = parsed.GetValue(data)!, Port = parsed.GetValue(port), Partitions = parsed.GetValue(partitions) };
            await using AppHost app = await AppHost.StartAsync(hosting, cancellation);
            Console.WriteLine(Welcome(app));
            await app.WaitAsync(cancellation);
            return 0;
        });
        return command;
    }

    internal static string Welcome(AppHost app)
    {
        string address = app.Runtime.Address!.ToString().TrimEnd('/');
        return $"""
            Listening on {address}
              a token            curl -s -X POST {address}/v1/demo-tokens/bank      (people: {string.Join(", ", Tokens.DemoPeople.Keys)})
              a decision         curl -s -H "Authorization: Bearer $TOKEN" -d @payment.json {address}/v1/decisions
              what is running    {address}/admin/functions
              how far it is      {address}/admin/streams
            """;
    }
}
