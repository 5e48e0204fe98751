using System.Collections.Frozen;

namespace FraudFunctions.Engine.Lists;

/// <summary>Whether a list stops, lets pass, or only marks.</summary>
public enum ListKind { Block, Allow, Watch }

/// <summary>One value on a list, with who put it there, why, and how long it holds.</summary>
public sealed record ListEntry(string Value, string Reason, string Source, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>A named list of accounts, devices, addresses, merchants or customers.</summary>
public sealed record ValueList(string Name, ListKind Kind, IReadOnlyList<ListEntry> Entries);

/// <summary>All lists of one version, ready for lookup.</summary>
public sealed class ListSet
{
    private readonly FrozenDictionary<string, FrozenDictionary<string, ListEntry>> lists;

    public ListSet(int version, IEnumerable<ValueList> lists)
    {
        Version = version;
        this.lists = lists.ToFrozenDictionary(
            list => list.Name,
            // An account or a device is the same however it is cased.
            list => list.Entries.GroupBy(entry => entry.Value, StringComparer.OrdinalIgnoreCase).ToFrozenDictionary(same => same.Key, same => same.Last(), StringComparer.OrdinalIgnoreCase),
            StringComparer.Ordinal);
    }

    public static ListSet Empty { get; } = new(0, []);

    public int Version { get; }

    public bool Knows(string list) => lists.ContainsKey(list);

    /// <summary>The entry for a value that holds at that time, if any.</summary>
    public ListEntry? Find(string list, string value, DateTimeOffset at)
        => lists.TryGetValue(list, out var entries) && entries.TryGetValue(value, out ListEntry? entry)
            && (entry.From is null || entry.From <= at) && (entry.To is null || at < entry.To) ? entry : null;
}
