using System.Text.Json.Serialization;
using FraudFunctions.Engine.Transactions;
using Microsoft.AspNetCore.Http;

namespace FraudFunctions.App.Platform;

/// <summary>What went wrong with a request (RFC 9457), with a stable code and the member that is wrong.</summary>
public sealed record Problem(int Status, string Code, string Title, string Detail, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field = null)
{
    public string Type => "/problems/" + Code;

    public static IResult Invalid(FieldProblem problem)
        => new Problem(problem is { Code: "too-large", Field: "(body)" } ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest, problem.Code, "The request is not valid.", $"{problem.Field} {problem.Message}.", problem.Field).ToResult();

    public static IResult Invalid(string code, string field, string message) => Invalid(new FieldProblem(code, field, message));

    public static IResult NotFound(string what)
        => new Problem(StatusCodes.Status404NotFound, "not-found", "There is no such thing.", what).ToResult();

    public static IResult Conflict(string code, string detail, string? field = null)
        => new Problem(StatusCodes.Status409Conflict, code, "The request conflicts with what is there.", detail, field).ToResult();

    public static Problem Forbidden(string code, string detail) => new(StatusCodes.Status403Forbidden, code, "You may not do this.", detail);

    /// <summary>Somebody else has changed it since the caller read it.</summary>
    public static IResult Stale(string detail)
        => new Problem(StatusCodes.Status412PreconditionFailed, "changed-meanwhile", "It is not what you have read.", detail, "If-Match").ToResult();

    public IResult ToResult() => Results.Json(this, Json.Options, "application/problem+json", Status);
}
