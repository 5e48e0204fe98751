using System.Text.Json;
using FraudFunctions.Embedded.Journal;
using Microsoft.Azure.Functions.Worker;

namespace FraudFunctions.Embedded.Timers;

/// <summary>What is kept of a timer across restarts, so that a missed run is noticed.</summary>
internal sealed class TimerStatusFile(string folder, string function)
{
    private readonly string path = Path.Combine(folder, function + ".json");

    public async Task<ScheduleStatus?> ReadAsync() => File.Exists(path) ? await Task.Run(() => JsonFile.Read<ScheduleStatus>(path)) : null;

    public Task WriteAsync(ScheduleStatus status) => Task.Run(() => DurableFiles.Replace(path, JsonSerializer.SerializeToUtf8Bytes(status)));
}
