using System.Text.RegularExpressions;

namespace FraudFunctions.Tests.Architecture;

/// <summary>A source file of the product, with what it says it uses.</summary>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>All C# files of a project, generated ones left out.</summary>
    public static IReadOnlyList<SourceFile> Of(string project)
    {
        string folder = System.IO.Path.Combine(ReferenceData.ProjectRoot, "functions", project);
        return
        [
            .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Select(path => System.IO.Path.GetRelativePath(folder, path).Replace('\\', '/'))
                .Where(path => !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(path => new SourceFile(path, File.ReadAllText(System.IO.Path.Combine(folder, path)))),
        ];
    }

    public string Folder => Path.Contains('/') ? Path[..Path.IndexOf('/')] : "";

    public int Lines => Text.Count(c => c == '\n');

    public IEnumerable<string> Usings => UsingDirective().Matches(Text).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"^using (?:static )?([A-Za-z.]+);", RegexOptions.Multiline)]
    private static partial Regex UsingDirective();
}
