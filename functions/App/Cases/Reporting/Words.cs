using FraudFunctions.App.Alerts;
using FraudFunctions.Engine.Decisions;
using FraudFunctions.Engine.Labels;
using FraudFunctions.Engine.Reasons;
using FraudFunctions.Engine.Transactions;

namespace FraudFunctions.App.Cases.Reporting;

/// <summary>How the members of enumerations read within a sentence.</summary>
internal static class Words
{
    public static string Of(CaseType type) => type switch { CaseType.Fraud => "fraud", CaseType.Aml => "money laundering", CaseType.Screening => "screening" };

    public static string Of(LinkKind kind) => kind switch { LinkKind.Device => "Device", LinkKind.Ip => "Internet address", LinkKind.Counterparty => "Account" };

    public static string Of(EntityKind kind) => kind switch
    {
        EntityKind.Device => "Device",
        EntityKind.Ip => "Internet address",
        EntityKind.Merchant => "Merchant",
        EntityKind.Counterparty => "Account",
    };

    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Approve => "approved",
        Outcome.Challenge => "challenged",
        Outcome.Review => "reviewed",
        Outcome.Hold => "held",
        Outcome.Decline => "declined",
    };

    public static string Of(Channel channel) => channel switch
    {
        Channel.Pos => "in a shop",
        Channel.Online => "online",
        Channel.Atm => "at a machine",
        Channel.Branch => "in a branch",
        Channel.App => "in the app",
        Channel.Phone => "by phone",
    };

    public static string Noun(TransactionType type, Direction direction) => (direction == Direction.Credit ? "incoming " : "") + type switch
    {
        TransactionType.Payment => "payment",
        TransactionType.Transfer => "transfer",
        TransactionType.Withdrawal => "withdrawal",
        TransactionType.Deposit => "deposit",
        TransactionType.TopUp => "top-up",
        TransactionType.Refund => "refund",
    };

    public static string Article(TransactionExhibit exhibit) => (exhibit.Direction == Direction.Credit ? "an " : "a ") + Noun(exhibit.Type, exhibit.Direction);

    public static string Of(Typology typology) => typology switch
    {
        Typology.CardTesting => "card testing",
        Typology.StolenCard => "a stolen card",
        Typology.AccountTakeover => "an account takeover",
        Typology.CompromisedMerchant => "a compromised merchant",
        Typology.MuleNetwork => "a mule network",
        Typology.BustOut => "a bust-out",
    };

    public static string Of(ReasonOrigin origin) => origin switch { ReasonOrigin.Model => "the model", ReasonOrigin.Rule => "a rule", ReasonOrigin.Sequence => "the model of the sequence of payments" };

    public static string Of(Verdict verdict) => verdict switch { Verdict.Genuine => "genuine", Verdict.Fraud => "fraud" };

    public static string Of(LabelSource source) => source switch
    {
        LabelSource.Issuer => "the issuer",
        LabelSource.Analyst => "an analyst",
        LabelSource.EarlyFraudReport => "an early fraud report",
        LabelSource.Dispute => "a dispute",
        LabelSource.Final => "the final settlement",
    };

    public static string Of(AlertState state) => state switch
    {
        AlertState.Triggered => "triggered",
        AlertState.UnderReview => "under review",
        AlertState.Escalated => "escalated",
        AlertState.RealThreat => "a real threat",
        AlertState.Dismissed => "dismissed",
        AlertState.Cleared => "cleared",
    };

    public static string Of(CaseStatus status) => status switch
    {
        CaseStatus.Draft => "a draft",
        CaseStatus.Ready => "ready",
        CaseStatus.Assigned => "assigned",
        CaseStatus.InProgress => "in progress",
        CaseStatus.Returned => "returned",
        CaseStatus.Suspended => "suspended",
        CaseStatus.PendingFinalApproval => "pending final approval",
        CaseStatus.PendingReopenApproval => "pending reopening",
        CaseStatus.ClosedConfirmed => "closed as confirmed",
        CaseStatus.ClosedRefuted => "closed as refuted",
        CaseStatus.ClosedInconclusive => "closed as inconclusive",
        CaseStatus.Abandoned => "abandoned",
    };

    public static string Of(DispositionOutcome outcome) => outcome switch
    {
        DispositionOutcome.ConfirmedFraud => "confirmed fraud",
        DispositionOutcome.ConfirmedAmlSuspicion => "confirmed suspicion of money laundering",
        DispositionOutcome.ValuableAlert => "valuable alert",
        DispositionOutcome.FalsePositive => "false positive",
        DispositionOutcome.Inconclusive => "inconclusive",
        DispositionOutcome.Duplicate => "duplicate",
    };

    public static string Of(ExhibitKind kind) => kind switch
    {
        ExhibitKind.Profile => "the profile",
        ExhibitKind.Timeline => "the timeline",
        ExhibitKind.Decisions => "the decisions with their reasons",
        ExhibitKind.Links => "the links to other customers",
        ExhibitKind.History => "the history",
        ExhibitKind.Screening => "the screening",
        ExhibitKind.Facts => "the facts",
    };
}
