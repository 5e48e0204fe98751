namespace FraudFunctions.Learning.Trees;

/// <summary>Draws the rows and features of each tree from the seed and the tree's number alone.</summary>
internal sealed class DrawSample(int rowCount, int featureCount, BoostingOptions options)
{
    private readonly int[] list = new int[rowCount];

    /// <summary>The drawn rows, ascending, at the front of a list that the next call overwrites.</summary>
    internal (int[] List, int Count) Rows(int tree)
    {
        var count = 0;
        if (options.RowShare >= 1)
        {
            for (; count < rowCount; count++)
                list[count] = count;
            return (list, count);
        }
        var key = StableHash.Mix((ulong)(uint)options.Seed << 32 | (uint)tree);
        for (var row = 0; row < rowCount; row++)
            if (StableHash.UnitInterval(StableHash.Mix(key ^ (uint)row)) < options.RowShare)
                list[count++] = row;
        if (count == 0)
            list[count++] = (int)(key % (ulong)rowCount);
        return (list, count);
    }

    /// <summary>True for the drawn features; at least one.</summary>
    internal DrawnColumns Features(int tree)
    {
        var drawn = new bool[featureCount];
        var count = Math.Clamp((int)Math.Round(options.ColumnShare * featureCount), 1, featureCount);
        var key = StableHash.Mix(~((ulong)(uint)options.Seed << 32 | (uint)tree));
        foreach (var feature in Enumerable.Range(0, featureCount).OrderBy(feature => StableHash.Mix(key ^ (uint)feature)).Take(count))
            drawn[feature] = true;
        return new DrawnColumns(drawn);
    }
}
