using System.Collections.Concurrent;
using System.Security.Cryptography;
using FraudFunctions.Engine.Transactions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace FraudFunctions.App.Platform;

/// <summary>Turns a bearer token into a caller: signature, issuer, audience and lifetime are checked, then its roles are read.</summary>
public sealed class Tokens(IOptions<IdentityOptions> options, TimeProvider clock)
{
    private const string DemoIssuer = "fraudfunctions-demo";
    private static readonly TimeSpan demoLifetime = TimeSpan.FromHours(1);

    // A service sends the same token thousands of times; a signature is checked once per token and minute.
    private const int Remembered = 10_000;
    private static readonly TimeSpan rememberedFor = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private readonly SymmetricSecurityKey demoKey = new(RandomNumberGenerator.GetBytes(32));
    private readonly ConcurrentDictionary<string, (Caller Caller, DateTimeOffset Until)> remembered = new(StringComparer.Ordinal);
    private readonly Lazy<ConfigurationManager<OpenIdConnectConfiguration>> issuer = new(() => new(
        options.Value.Authority!.TrimEnd('/') + "/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever()));

    /// <summary>The people of the demo and what they may do.</summary>
    public static IReadOnlyDictionary<string, Role[]> DemoPeople { get; } = new Dictionary<string, Role[]>(StringComparer.Ordinal)
    {
        ["ana"] = [Role.Analyst],
        ["ben"] = [Role.Analyst],
        ["sofia"] = [Role.Supervisor, Role.Analyst],
        ["carl"] = [Role.Compliance],
        ["mira"] = [Role.ModelOwner],
        ["sam"] = [Role.Sales],
        ["bank"] = [Role.Service],
    };

    /// <summary>The caller whom the token speaks of, or null when it proves nobody.</summary>
    public async Task<Caller?> FindCallerAsync(string token, CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (remembered.TryGetValue(token, out (Caller Caller, DateTimeOffset Until) known) && now < known.Until)
            return known.Caller;
        TokenValidationResult result = await handler.ValidateTokenAsync(token, await ParametersAsync(cancellation));
        if (!result.IsValid)
            return null;
        JsonWebToken proven = (JsonWebToken)result.SecurityToken;
        List<Role> roles = [];
        foreach (string role in proven.Claims.Where(claim => claim.Type == "roles").Select(claim => claim.Value))
        {
            if (Choices<Role>.ByName.TryGetValue(role, out Role one))
                roles.Add(one);
        }
        Caller caller = new(proven.TryGetClaim("preferred_username", out var name) ? name.Value : proven.Subject, roles);
        if (remembered.Count >= Remembered)
            remembered.Clear();
        DateTimeOffset expires = new(DateTime.SpecifyKind(proven.ValidTo, DateTimeKind.Utc));
        remembered[token] = (caller, expires < now + rememberedFor ? expires : now + rememberedFor);
        return caller;
    }

    /// <summary>A token for one of the demo people; null when there is no such person or this app is no demo.</summary>
    public string? IssueDemo(string person)
    {
        if (!options.Value.Demo || !DemoPeople.TryGetValue(person, out Role[]? roles))
            return null;
        DateTime now = clock.GetUtcNow().UtcDateTime;
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = DemoIssuer,
            Audience = DemoIssuer,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + demoLifetime,
            Claims = new Dictionary<string, object> { ["sub"] = person, ["roles"] = roles.Select(Choices<Role>.NameOf).ToArray() },
            SigningCredentials = new SigningCredentials(demoKey, SecurityAlgorithms.HmacSha256),
        });
    }

    private async Task<TokenValidationParameters> ParametersAsync(CancellationToken cancellation)
    {
        if (options.Value.Demo)
            return new TokenValidationParameters { ValidIssuer = DemoIssuer, ValidAudience = DemoIssuer, IssuerSigningKey = demoKey, LifetimeValidator = IsAlive };
        OpenIdConnectConfiguration published = await issuer.Value.GetConfigurationAsync(cancellation);
        return new TokenValidationParameters
        {
            ValidIssuer = published.Issuer,
            ValidAudience = options.Value.Audience,
            IssuerSigningKeys = published.SigningKeys,
            LifetimeValidator = IsAlive,
        };
    }

    // By our own clock, so that tests can turn it; two minutes for the issuer's.
    private bool IsAlive(DateTime? from, DateTime? until, SecurityToken token, TokenValidationParameters parameters)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        TimeSpan skew = TimeSpan.FromMinutes(2);
        return until is { } end && now < end + skew && (from is null || now > from - skew);
    }
}
