using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace FraudFunctions.Tests.Architecture;

/// <summary>The engine computes: no file, no network, no clock, no chance, no container, no cloud. Read from the compiled assembly.</summary>
public sealed class PurityTests
{
    private static readonly string[] forbidden =
    [
        "System.IO.File", "System.IO.FileStream", "System.IO.Directory", "System.IO.StreamReader", "System.IO.StreamWriter",
        "System.Net.Http", "System.Net.Sockets", "System.Net.Dns", "System.Environment", "System.Console", "System.Random",
        "System.Diagnostics.Process", "System.Diagnostics.Stopwatch", "System.TimeProvider", "System.Threading.Thread", "System.Threading.Timer",
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.Guid.NewGuid",
        "System.Threading.Tasks.Task.Delay", "Microsoft.Extensions.", "Microsoft.Azure.", "Azure.", "Microsoft.AspNetCore.", "Microsoft.Data.",
    ];

    // Learning may be handed a stream to read and a seeded source of chance, and uses threads for speed.
    private static readonly string[] allowedToLearning = ["System.IO.StreamReader", "System.Random", "System.Threading.Thread", "System.Environment.get_ProcessorCount"];

    [Fact]
    public void The_engine_is_pure() => Assert.Empty(Offences("FraudFunctions.Engine.dll", []));

    [Fact]
    public void Learning_is_pure_but_for_streams_and_seeds() => Assert.Empty(Offences("FraudFunctions.Learning.dll", allowedToLearning));

    [Fact]
    public void The_check_finds_what_it_looks_for()
        => Assert.Contains(Offences("FraudFunctions.Embedded.dll", []), offence => offence.StartsWith("System.IO.FileStream", StringComparison.Ordinal));

    private static IReadOnlyList<string> Offences(string assembly, string[] allowed)
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly));
        using PEReader portable = new(file);
        MetadataReader metadata = portable.GetMetadataReader();
        // Every iterator asks which thread it is on; the compiler writes that.
        string[] harmless = [.. allowed, "System.Environment.get_CurrentManagedThreadId"];
        return
        [
            .. metadata.MemberReferences.Select(handle => metadata.GetMemberReference(handle))
                .Where(member => member.Parent.Kind == HandleKind.TypeReference)
                .Select(member => $"{NameOf(metadata, (TypeReferenceHandle)member.Parent)}.{metadata.GetString(member.Name)}")
                .Where(name => forbidden.Any(name.StartsWith) && !harmless.Any(name.StartsWith))
                .Distinct().Order(StringComparer.Ordinal),
        ];
    }

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        TypeReference type = metadata.GetTypeReference(handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
