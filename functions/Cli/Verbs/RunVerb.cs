using System.CommandLine;
using System.Globalization;
using FraudFunctions.App.Platform;
using FraudFunctions.Cli.Hosting;
using FraudFunctions.Engine.Transactions;

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
        command.SetWork(async (parsed, cancellation) =>
        {
            CommonOptions.Between("--port", parsed.GetValue(port), 0, 65_535);
            CommonOptions.Between("--partitions", parsed.GetValue(partitions), 1, 1_024);
            HostingOptions hosting = new() { DataFolder = parsed.GetValue(data)!, Port = parsed.GetValue(port), Partitions = parsed.GetValue(partitions) };
            await using AppHost app = await AppHost.StartAsync(hosting, cancellation);
            Console.WriteLine(Welcome(app, "c-1"));
            await app.WaitAsync(cancellation);
            Console.WriteLine("Stopped: what had been taken in is finished.");
            return 0;
        });
        return command;
    }

    internal static string Welcome(AppHost app, string customerId)
    {
        string address = app.Runtime.Address!.ToString().TrimEnd('/');
        string time = app.Get<TimeProvider>().GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        string payment = $$$"""{"id":"try-1","customerId":"{{{customerId}}}","type":"payment","direction":"debit","channel":"online","amountMinor":4200,"currency":"EUR","time":"{{{time}}}","merchant":{"id":"m-1","mcc":"5732","country":"DE"}}""";
        return $"""
            Listening on {address}
              people             {string.Join(", ", Tokens.DemoPeople.Select(person => $"{person.Key} ({string.Join(", ", person.Value.Select(Choices<Role>.NameOf))})"))}
              a token            TOKEN=$(curl -s -X POST {address}/v1/demo-tokens/bank | sed -E 's/.*"token":"([^"]+)".*/\1/')
              a decision         curl -s -H "Authorization: Bearer $TOKEN" -d '{payment}' {address}/v1/decisions
              what is running    {address}/admin/functions      how far it is      {address}/admin/streams
            """;
    }
}
