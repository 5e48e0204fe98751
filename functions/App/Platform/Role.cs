namespace FraudFunctions.App.Platform;

/// <summary>What a caller may be. A function names the roles that may call it; one that names none may be called by nobody.</summary>
public enum Role { Analyst, Supervisor, Compliance, ModelOwner, Sales, Service }

/// <summary>The roles that may call an HTTP function.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AllowAttribute(params Role[] roles) : Attribute
{
    public IReadOnlyList<Role> Roles { get; } = roles;
}

/// <summary>Anybody may call it: what is answered is no secret.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AllowAnybodyAttribute : Attribute;

/// <summary>Who is calling.</summary>
public sealed record Caller(string Name, IReadOnlyList<Role> Roles);
