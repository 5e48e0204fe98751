using System.ComponentModel.DataAnnotations;

namespace FraudFunctions.Embedded;

/// <summary>The settings of the embedded runtime, in the section <c>Embedded</c>.</summary>
public sealed class EmbeddedOptions
{
    public const string Section = "Embedded";

    /// <summary>Where everything is kept; relative to the content root.</summary>
    [Required]
    public string DataFolder { get; set; } = ".data";

    /// <summary>The port on 127.0.0.1. Azure's Core Tools use 7071 too; 0 takes any free one.</summary>
    [Range(0, 65535)]
    public int Port { get; set; } = 7071;

    /// <summary>Partitions of hubs that are new. Keys are spread over them; order holds within one.</summary>
    [Range(1, 1024)]
    public int Partitions { get; set; } = 8;

    /// <summary>How many batches of one function run at once.</summary>
    [Range(1, 256)]
    public int Workers { get; set; } = Math.Min(Environment.ProcessorCount, 256);

    /// <summary>How long events are kept after everybody has read them.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The largest event that is taken.</summary>
    [Range(1024, 64 << 20)]
    public int MaxEventBytes { get; set; } = 1 << 20;

    /// <summary>Open the event log to be looked at: nothing in it is mended or written.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>How many orchestrations stay in memory while their activities run. The others are replayed from their history when it is their turn.</summary>
    [Range(0, 1_000_000)]
    public int OrchestrationsInMemory { get; set; } = 10_000;

    /// <summary>Whether to listen at all: a replay of a file needs no port.</summary>
    public bool Http { get; set; } = true;
}

/// <summary>Keys of <c>FunctionsApplicationBuilder.Properties</c> that the embedded runtime looks at.</summary>
public static class EmbeddedProperties
{
    /// <summary>A <c>Type[]</c>: only the functions of these types are run. For tests.</summary>
    public const string FunctionTypes = "FraudFunctions.Embedded.FunctionTypes";
}
