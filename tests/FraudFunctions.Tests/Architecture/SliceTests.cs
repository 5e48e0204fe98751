namespace FraudFunctions.Tests.Architecture;

/// <summary>Which slice of the app may know which other. An edge that is not here is a decision to be made, not an import to be added.</summary>
public sealed class SliceTests
{
    private const string Root = "FraudFunctions.App.";

    private static readonly Dictionary<string, string[]> allowed = new()
    {
        // What every slice needs and no slice owns.
        ["Stores"] = [],
        ["Platform"] = ["Stores"],
        ["Transactions"] = ["Platform", "Stores"],
        ["Models"] = ["Approvals", "Platform", "Stores"],
        // Others bring the effects of what is approved.
        ["Approvals"] = ["Platform", "Stores"],
        ["Decisions"] = ["Approvals", "Models", "Platform", "Stores", "Transactions"],
        // Reads the decisions that were published.
        ["Alerts"] = ["Approvals", "Decisions", "Platform", "Stores"],
        // Takes alerts in, looks at decisions, and gives labels back.
        ["Cases"] = ["Alerts", "Approvals", "Decisions", "Platform", "Stores"],
        // Reads the decisions that were published, and gives labels back.
        ["Challenges"] = ["Decisions", "Platform", "Stores"],
        // Looks back at decisions, at what was said of them, and at how challenges ended.
        ["Policies"] = ["Challenges", "Decisions", "Models", "Platform", "Stores"],
        // Counts the decisions that were published, and takes a promotion back.
        ["Drift"] = ["Decisions", "Models", "Platform", "Stores"],
        // Learns from decisions and labels, and proposes models.
        ["Retraining"] = ["Approvals", "Decisions", "Drift", "Models", "Platform", "Stores"],
    };

    [Fact]
    public void Slices_know_only_those_they_may_know()
    {
        List<string> wrong = [];
        foreach (SourceFile file in SourceFile.Of("App").Where(file => file.Folder.Length > 0))
        {
            Assert.True(allowed.ContainsKey(file.Folder), $"Slice {file.Folder} is not in the table.");
            wrong.AddRange(file.Usings.Where(name => name.StartsWith(Root, StringComparison.Ordinal))
                .Select(name => name[Root.Length..].Split('.')[0])
                .Where(slice => slice != file.Folder && !allowed[file.Folder].Contains(slice))
                .Select(slice => $"{file.Path} uses {slice}"));
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_table_has_no_circle()
    {
        HashSet<string> done = [];
        while (done.Count < allowed.Count)
        {
            string[] next = [.. allowed.Where(edge => !done.Contains(edge.Key) && edge.Value.All(done.Contains)).Select(edge => edge.Key)];
            Assert.NotEmpty(next);
            done.UnionWith(next);
        }
    }

    [Fact]
    public void Files_say_at_their_head_why_they_are_long()
    {
        IEnumerable<string> long_ = new[] { "Engine", "Learning", "Embedded", "App", "Cli" }
            .SelectMany(project => SourceFile.Of(project).Where(file => file.Lines > 300).Select(file => $"{project}/{file.Path}: {file.Lines} lines"));
        Assert.Empty(long_);
    }
}
