using FraudFunctions.Engine.Models;
using FraudFunctions.Learning.Evaluation;

namespace FraudFunctions.Learning.Trees;

/// <summary>Watches the average precision on later rows while trees are added.</summary>
internal sealed class EarlyStopping
{
    private readonly Dataset rows;
    private readonly double[] margins;
    private readonly int patience;
    private readonly List<double> history = [];

    internal EarlyStopping(Dataset rows, float prior, int patience)
    {
        rows.CheckTrainable();
        this.rows = rows;
        this.patience = patience;
        margins = new double[rows.Rows];
        margins.AsSpan().Fill(prior);
    }

    internal IReadOnlyList<double> History => history;
    internal int BestTrees { get; private set; }
    internal bool Stops => patience > 0;
    internal bool IsOver => Stops && history.Count - BestTrees >= patience;

    internal void Add(TreeNode[] nodes)
    {
        for (var row = 0; row < margins.Length; row++)
            margins[row] += BoostTrees.LeafOf(nodes, rows.Features.Row(row));
        history.Add(Ranking.AveragePrecision(margins, rows.Labels.Span));
        if (BestTrees == 0 || history[^1] > history[BestTrees - 1])
            BestTrees = history.Count;
    }
}
