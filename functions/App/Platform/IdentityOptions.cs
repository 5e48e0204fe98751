namespace FraudFunctions.App.Platform;

/// <summary>Who issues the tokens that callers bring, section <c>Identity</c>. Exactly one of the two ways.</summary>
public sealed class IdentityOptions
{
    /// <summary>The issuer, for example https://login.microsoftonline.com/{tenant}/v2.0.</summary>
    public string? Authority { get; init; }

    /// <summary>Whom the tokens must be meant for: the application's own id.</summary>
    public string? Audience { get; init; }

    /// <summary>The app signs short-lived tokens for the demo people itself, and gives them to callers on this machine only.</summary>
    public bool Demo { get; init; }

    public bool IsComplete => Demo ? Authority is null : !string.IsNullOrEmpty(Authority) && !string.IsNullOrEmpty(Audience);
}
