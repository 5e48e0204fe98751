namespace FraudFunctions.Engine.Rules;

/// <summary>A node of a rule: true or false of one transaction. One operator per file in Operators.</summary>
public abstract record Condition
{
    public abstract bool Holds(in RuleInput input);

    /// <summary>The features whose values are the evidence when the rule fires.</summary>
    public virtual IEnumerable<int> Features => [];
}
