using System.Xml.Linq;

namespace FraudFunctions.Tests.Architecture;

/// <summary>Cli → App → Learning → Engine, App → Embedded, and nothing else.</summary>
public sealed class ProjectDirectionTests
{
    public static TheoryData<string, string[]> Directions => new()
    {
        { "Engine", [] },
        { "Learning", ["Engine"] },
        { "Embedded", [] },
        { "App", ["Embedded", "Engine", "Learning"] },
        { "Cli", ["App"] },
    };

    [Theory]
    [MemberData(nameof(Directions))]
    public void A_project_refers_to_what_lies_below_it(string project, string[] allowed)
    {
        string path = Path.Combine(ReferenceData.ProjectRoot, "functions", project, project + ".csproj");
        string[] references = [.. XDocument.Load(path).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!)).Order(StringComparer.Ordinal)];
        Assert.Equal(allowed, references);
    }

    [Fact]
    public void Every_project_has_its_direction()
    {
        IEnumerable<string> projects = Directory.EnumerateFiles(Path.Combine(ReferenceData.ProjectRoot, "functions"), "*.csproj", SearchOption.AllDirectories).Select(path => Path.GetFileNameWithoutExtension(path)!);
        Assert.Equal(Directions.Select(row => row.Data.Item1).Order(StringComparer.Ordinal), projects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_top_level_is_the_one_of_the_design()
    {
        foreach (string name in new[] { "functions", "infra", "tests", "docs/decisions", "host.json", "local.settings.sample.json", "FraudFunctions.sln", "README.md", ".ci/run", "BannedSymbols.txt", "global.json" })
            Assert.True(Path.Exists(Path.Combine(ReferenceData.ProjectRoot, name)), name);
    }
}
