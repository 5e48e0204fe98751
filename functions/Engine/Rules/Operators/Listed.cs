namespace FraudFunctions.Engine.Rules.Operators;

/// <summary><c>{"field": "counterparty.account", "onList": "blocked-accounts"}</c>: the value is on the list at the time of the event.</summary>
public sealed record Listed(TransactionField Field, string List) : Condition
{
    public override bool Holds(in RuleInput input)
        => Field.Of(input.Transaction) is { } value && input.Lists.Find(List, value, input.Transaction.Time) is not null;
}
