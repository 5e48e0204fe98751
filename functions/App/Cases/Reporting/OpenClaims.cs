using FraudFunctions.Engine.Decisions;

namespace FraudFunctions.App.Cases.Reporting;

/// <summary>What is still to be done.</summary>
public enum NextStep { AskCustomer, DecideHeld, GatherMissing, LookAtLinked, ResolveContradiction, WaitForLabels }

/// <summary>A step that the evidence asks for.</summary>
public sealed record NextStepClaim(IReadOnlyList<string> ExhibitIds, NextStep Step, int Count) : Claim(ExhibitIds)
{
    public override string Sentence => Step switch
    {
        NextStep.AskCustomer => $"Ask the customer whether {Say.Plural(Count, "the", "all")} {Say.Count(Count, "alerted transaction")} {Say.Plural(Count, "was", "were")} their own.",
        NextStep.DecideHeld => $"Release or refuse {Say.Count(Count, "held transaction")}.",
        NextStep.GatherMissing => $"Gather {Say.Count(Count, "missing piece")} of evidence.",
        NextStep.LookAtLinked => $"Look at {Say.Count(Count, "link")} to customers with known frauds.",
        NextStep.ResolveContradiction => $"Resolve {Say.Count(Count, "contradiction")} named above.",
        NextStep.WaitForLabels => $"Wait for a verdict on {Say.Count(Count, "unlabelled transaction")}.",
    };

    internal static NextStepClaim? From(Scene scene, NextStep step)
    {
        Exhibit[] about = step switch
        {
            NextStep.AskCustomer => [.. scene.Alerted],
            NextStep.DecideHeld => [.. scene.Alerted.Where(exhibit => exhibit.Outcome == Outcome.Hold)],
            NextStep.GatherMissing => [],
            NextStep.LookAtLinked => [.. scene.Of<LinkExhibit>().Where(link => link.FraudCustomerIds.Count > 0)],
            NextStep.ResolveContradiction => [.. scene.Findings.SelectMany(finding => finding.Contradicting).Distinct().Select(scene.Find<Exhibit>).OfType<Exhibit>()],
            NextStep.WaitForLabels => [.. scene.Alerted.Except(scene.Of<LabelExhibit>().Select(scene.AlertedOf).OfType<TransactionExhibit>())],
        };
        int count = step == NextStep.GatherMissing ? scene.Dossier.Missing.Count : about.Length;
        return count == 0 ? null : new(Scene.Ids(about), step, count);
    }

    internal override Claim? Again(Scene scene) => From(scene, Step);
}

/// <summary>What a report may find nothing of.</summary>
public enum Topic { Alerts, Typology, Contradiction, Missing, History, NextStep }

/// <summary>That something was looked for and not found.</summary>
public sealed record NothingClaim(Topic Topic) : Claim([])
{
    public override string Sentence => Topic switch
    {
        Topic.Alerts => "There is no alerted transaction among the evidence.",
        Topic.Typology => "The evidence points to no known typology.",
        Topic.Contradiction => "No exhibit was found that contradicts the suspicion.",
        Topic.Missing => "Nothing that was asked for is missing.",
        Topic.History => "There is no earlier alert, case or label of the customer among the evidence.",
        Topic.NextStep => "No step is left open by the evidence.",
    };

    internal static NothingClaim? From(Scene scene, Topic topic) => (topic switch
    {
        Topic.Alerts => scene.Alerted.Count == 0,
        Topic.Typology => scene.Findings.Count == 0,
        Topic.Contradiction => !Sections.Contradicting(scene).Any(),
        Topic.Missing => !Sections.Missing(scene).Any(),
        Topic.History => !Sections.History(scene).Any(),
        Topic.NextStep => !Sections.NextSteps(scene).Any(),
    }) ? new(topic) : null;

    internal override Claim? Again(Scene scene) => From(scene, Topic);
}

/// <summary>One of the six questions every report answers.</summary>
public enum Question { Who, What, When, Where, Why, How }

/// <summary>That the evidence does not answer a question.</summary>
public sealed record UnknownClaim(Question Question) : Claim([])
{
    public override string Sentence => Question switch
    {
        Question.Who => "Who took part is unknown.",
        Question.What => "What happened is unknown.",
        Question.When => "When it happened is unknown.",
        Question.Where => "Where it happened is unknown.",
        Question.Why => "Why it is suspicious is unknown.",
        Question.How => "How it was done is unknown.",
    };

    internal override Claim? Again(Scene scene) => Sections.Answering(Question, scene).Any() ? null : new UnknownClaim(Question);
}
