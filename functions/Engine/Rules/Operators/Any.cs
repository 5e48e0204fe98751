namespace FraudFunctions.Engine.Rules.Operators;

/// <summary><c>{"any": [...]}</c>: at least one part holds. An empty list does not.</summary>
public sealed record Any(IReadOnlyList<Condition> Parts) : Condition
{
    public override bool Holds(in RuleInput input)
    {
        foreach (Condition part in Parts)
        {
            if (part.Holds(input))
                return true;
        }
        return false;
    }

    public override IEnumerable<int> Features => Parts.SelectMany(part => part.Features);
}
