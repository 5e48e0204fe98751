namespace FraudFunctions.Engine.Rules.Operators;

/// <summary><c>{"all": [...]}</c>: every part holds. An empty list holds.</summary>
public sealed record All(IReadOnlyList<Condition> Parts) : Condition
{
    public override bool Holds(in RuleInput input)
    {
        foreach (Condition part in Parts)
        {
            if (!part.Holds(input))
                return false;
        }
        return true;
    }

    public override IEnumerable<int> Features => Parts.SelectMany(part => part.Features);
}
