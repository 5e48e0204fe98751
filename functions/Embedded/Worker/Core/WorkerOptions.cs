namespace Microsoft.Azure.Functions.Worker;

/// <summary>The worker's options. They exist so that code which sets them compiles; nothing here depends on them.</summary>
public class WorkerOptions
{
    public WorkerOptions()
    {
    }

    public IDictionary<string, string> Capabilities { get; } = new Dictionary<string, string>();
    public bool IncludeEmptyEntriesInMessagePayload { get; set; }
}
