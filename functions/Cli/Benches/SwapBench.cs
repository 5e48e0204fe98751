using System.Net.Http.Headers;
using FraudFunctions.App.Models;
using FraudFunctions.App.Platform;
using FraudFunctions.Cli.Hosting;
using FraudFunctions.Engine.Models;

namespace FraudFunctions.Cli.Benches;

/// <summary>The same load on POST /v1/decisions twice: with one champion throughout, and while champions are promoted and rolled back under it.</summary>
internal static class SwapBench
{
    private const int Swaps = 20;

    public static async Task RunAsync(BenchData data, string folder, int perSecond, int seconds, CancellationToken cancellation)
    {
        HostingOptions hosting = new() { DataFolder = folder, Port = 0, Settings = ["Decisions:CallMaxAgeMinutes=100000000", "Decisions:RefreshSeconds=1", "Drift:GuardHours=0"] };
        await EndToEndBench.PrepareAsync(data, hosting, cancellation);
        await using AppHost app = await AppHost.StartAsync(hosting, cancellation);
        ModelCard first = data.Model.Card, other = (first with { Calibration = new PlattScaling(1, .1) }).Named();
        await app.Get<ModelRegistry>().RegisterAsync(other, data.Model.Files, cancellation);
        using HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = app.Runtime.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", app.Get<Tokens>().IssueDemo("bank"));
        int warmUp = perSecond * 3, count = perSecond * seconds;
        await HttpBench.LoadAsync(client, data, 0, warmUp, perSecond, cancellation);
        (double SinceSent, double SinceDue)[] still = await HttpBench.LoadAsync(client, data, warmUp, count, perSecond, cancellation);
        Task swapping = SwapAsync(app.Get<RoleBook>(), first.Id, other.Id, TimeSpan.FromSeconds(seconds / (2.0 * Swaps)), cancellation);
        (double SinceSent, double SinceDue)[] swapped = await HttpBench.LoadAsync(client, data, warmUp + count, count, perSecond, cancellation);
        await swapping;
        Console.WriteLine($"POST /v1/decisions at {perSecond}/s for {seconds} s, one champion:              {HttpBench.Describe([.. still.Select(time => time.SinceSent)])}");
        Console.WriteLine($"{"",37}{Swaps} promotions and rollbacks: {HttpBench.Describe([.. swapped.Select(time => time.SinceSent)])}");
    }

    private static async Task SwapAsync(RoleBook roles, string first, string other, TimeSpan pause, CancellationToken cancellation)
    {
        for (int i = 0; i < Swaps; i++)
        {
            await Task.Delay(pause, cancellation);
            await roles.PromoteAsync(other, first, null, new Act(RoleBook.CommandLine, "promote"), cancellation);
            await Task.Delay(pause, cancellation);
            await roles.RollBackAsync(null, null, new Act(RoleBook.CommandLine, "roll-back"), cancellation);
        }
    }
}
