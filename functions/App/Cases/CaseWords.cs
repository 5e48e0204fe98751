namespace FraudFunctions.App.Cases;

/// <summary>What a case is about. AML and screening cases are for compliance alone.</summary>
public enum CaseType { Fraud, Aml, Screening }

/// <summary>Where a case stands.</summary>
public enum CaseStatus
{
    /// <summary>Evidence is being gathered and the report drafted.</summary>
    Draft,

    /// <summary>Waits for an analyst who takes it.</summary>
    Ready,
    Assigned,
    InProgress,

    /// <summary>A supervisor sent the disposition back.</summary>
    Returned,

    /// <summary>Set aside until a day.</summary>
    Suspended,
    PendingFinalApproval,
    PendingReopenApproval,
    ClosedConfirmed,
    ClosedRefuted,
    ClosedInconclusive,

    /// <summary>Merged into another case.</summary>
    Abandoned,
}

/// <summary>How a case ended, first level.</summary>
public enum DispositionOutcome
{
    ConfirmedFraud,
    ConfirmedAmlSuspicion,

    /// <summary>Rightly raised, and nothing was confirmed.</summary>
    ValuableAlert,
    FalsePositive,
    Inconclusive,
    Duplicate,
}
