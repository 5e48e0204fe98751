using System.Diagnostics;
using System.Globalization;

namespace FraudFunctions.Cli.Hosting;

/// <summary>
/// Tells on standard error how a long piece of work is coming on: how much is done, how fast, how long it will take. Silent for the first two
/// seconds, one line that is written over on a terminal, a line every ten seconds elsewhere.
/// </summary>
/// <param name="what">What is being done.</param>
/// <param name="share">How much of it is done, from 0 to 1; null where nobody knows.</param>
internal sealed class ConsoleProgress(string what, Func<double>? share = null) : IProgress<long>, IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(2);
    private readonly TimeSpan pause = Console.IsErrorRedirected ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(250);
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly Lock gate = new();
    private TimeSpan last;
    private bool shown;

    public void Report(long value)
    {
        lock (gate)
        {
            TimeSpan now = watch.Elapsed;
            if (now < patience || now - last < pause)
                return;
            last = now;
            shown = true;
            string line = Line(value, now);
            Console.Error.Write(Console.IsErrorRedirected ? line + "\n" : "\r\u001b[K" + line);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (shown && !Console.IsErrorRedirected)
                Console.Error.Write("\r\u001b[K");
        }
    }

    private string Line(long done, TimeSpan elapsed)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{what}: {done:N0}, {done / elapsed.TotalSeconds:N0}/s");
        if (share?.Invoke() is { } part and > 0.001)
            line += string.Create(CultureInfo.InvariantCulture, $", {part:P0}, {elapsed * Math.Max(0, 1 / part - 1):hh':'mm':'ss} left");
        return line;
    }
}
