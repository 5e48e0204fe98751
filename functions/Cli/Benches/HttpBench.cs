using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using FraudFunctions.App.Platform;
using FraudFunctions.Cli.Hosting;

namespace FraudFunctions.Cli.Benches;

/// <summary>
/// How long POST /v1/decisions takes under a steady load. Requests leave when they are due, whether or not earlier ones have come back. Timed
/// from the sending, and from when it was due, which also counts how late the load itself was: it shares the machine with what it measures.
/// </summary>
internal static class HttpBench
{
    public static async Task RunAsync(BenchData data, string folder, int perSecond, int seconds, CancellationToken cancellation)
    {
        HostingOptions hosting = new()
        {
            DataFolder = folder,
            Port = 0,
            // The simulated bank lives in another year.
            Settings = ["Decisions:CallMaxAgeMinutes=100000000"],
        };
        await EndToEndBench.PrepareAsync(data, hosting, cancellation);
        await using AppHost app = await AppHost.StartAsync(hosting, cancellation);
        using HttpClient client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = app.Runtime.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", app.Get<Tokens>().IssueDemo("bank"));
        int warmUp = perSecond * 3;
        await LoadAsync(client, data, 0, warmUp, perSecond, cancellation);
        (double SinceSent, double SinceDue)[] times = await LoadAsync(client, data, warmUp, perSecond * seconds, perSecond, cancellation);
        Console.WriteLine($"POST /v1/decisions at {perSecond}/s for {seconds} s, since it was sent: {Describe([.. times.Select(time => time.SinceSent)])}");
        Console.WriteLine($"{"",45}since it was due:  {Describe([.. times.Select(time => time.SinceDue)])}");
    }

    internal static string Describe(double[] times)
    {
        Array.Sort(times);
        return string.Create(CultureInfo.InvariantCulture, $"p50 {At(times, .5):F2} ms, p90 {At(times, .9):F2} ms, p99 {At(times, .99):F2} ms, p99.9 {At(times, .999):F2} ms, worst {times[^1]:F2} ms");
    }

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

    internal static async Task<(double SinceSent, double SinceDue)[]> LoadAsync(HttpClient client, BenchData data, int from, int count, int perSecond, CancellationToken cancellation)
    {
        (double, double)[] milliseconds = new (double, double)[count];
        Task[] requests = new Task[count];
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < count; i++)
        {
            TimeSpan due = TimeSpan.FromSeconds(i / (double)perSecond);
            TimeSpan early = due - watch.Elapsed;
            if (early > TimeSpan.FromMilliseconds(1))
                await Task.Delay(early, cancellation);
            int index = i;
            requests[i] = Task.Run(async () =>
            {
                TimeSpan sent = watch.Elapsed;
                using ByteArrayContent body = new(data.NextJson[(from + index) % data.NextJson.Count]);
                using HttpResponseMessage response = await client.PostAsync(new Uri("/v1/decisions", UriKind.Relative), body, cancellation);
                response.EnsureSuccessStatusCode();
                milliseconds[index] = ((watch.Elapsed - sent).TotalMilliseconds, (watch.Elapsed - due).TotalMilliseconds);
            }, cancellation);
        }
        await Task.WhenAll(requests);
        return milliseconds;
    }
}
