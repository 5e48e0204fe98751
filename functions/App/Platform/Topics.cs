namespace FraudFunctions.App.Platform;

/// <summary>The streams, and the setting that holds their connection.</summary>
public static class Topics
{
    public const string Connection = "EventHubs";
    public const string Transactions = "transactions";
    public const string Labels = "labels";
    public const string Decisions = "decisions";
    public const string Alerts = "alerts";

    /// <summary>What the bank is asked to do: release, block, notify.</summary>
    public const string Instructions = "instructions";
}
