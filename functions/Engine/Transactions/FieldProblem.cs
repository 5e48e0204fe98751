namespace FraudFunctions.Engine.Transactions;

/// <summary>Why an input was refused: a stable code, the member that is wrong, and what would be right.</summary>
/// <example><c>new("unknown-currency", "currency", "'EURO' is not an ISO 4217 code")</c></example>
public sealed record FieldProblem(string Code, string Field, string Message);

/// <summary>A parsed value, or the problem that kept it from being one.</summary>
public readonly record struct Parsed<T>(T? Value, FieldProblem? Problem) where T : class
{
    public static implicit operator Parsed<T>(T value) => new(value, null);
    public static implicit operator Parsed<T>(FieldProblem problem) => new(null, problem);
}
