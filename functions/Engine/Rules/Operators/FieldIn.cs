namespace FraudFunctions.Engine.Rules.Operators;

/// <summary><c>{"field": "merchant.mcc", "in": ["6051", "7995"]}</c>: the field has one of the values. An absent field has none.</summary>
public sealed record FieldIn(TransactionField Field, IReadOnlyList<string> Values) : Condition
{
    public override bool Holds(in RuleInput input)
    {
        string? value = Field.Of(input.Transaction);
        if (value is null)
            return false;
        foreach (string one in Values)
        {
            if (string.Equals(one, value, StringComparison.Ordinal))
                return true;
        }
        return false;
    }
}
