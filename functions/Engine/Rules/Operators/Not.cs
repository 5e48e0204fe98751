namespace FraudFunctions.Engine.Rules.Operators;

/// <summary><c>{"not": {...}}</c>: the part does not hold.</summary>
public sealed record Not(Condition Part) : Condition
{
    public override bool Holds(in RuleInput input) => !Part.Holds(input);

    public override IEnumerable<int> Features => Part.Features;
}
