using System.Net.Http.Json;
using FraudFunctions.App.Platform;
using Microsoft.Extensions.Options;

namespace FraudFunctions.App.Challenges;

/// <summary>Whoever brings messages to phones, called over HTTPS; not there unless its address is configured.</summary>
public sealed class Gateway(IOptions<ChallengesOptions> options, IOptions<IdentityOptions> identity) : IDisposable
{
    // A demo may have its gateway on the same machine.
    private readonly HttpClient client = GuardedHttp.Create(mayCallInside: identity.Value.Demo);

    public bool IsThere => options.Value.GatewayUrl is not null;

    /// <summary>Hands a message over; the answer is why not, or null. The same message twice is one: it carries its challenge's id.</summary>
    internal async Task<string?> SendAsync(Notification message, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, options.Value.GatewayUrl)
        {
            Content = JsonContent.Create(new { id = message.ChallengeId, message.CustomerId, message.Channel, text = message.Body(), message.ExpiresAt }, options: Json.Options),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", message.ChallengeId);
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return response.IsSuccessStatusCode ? null : $"status {(int)response.StatusCode}";
        }
        catch (HttpRequestException unreachable)
        {
            return unreachable.Message;
        }
        catch (TaskCanceledException slow) when (!cancellation.IsCancellationRequested)
        {
            return slow.Message;
        }
    }

    /// <summary>Only what nobody on the way can read; a demo may speak openly, on its own machine.</summary>
    internal static bool MayBe(string? url, bool demo)
        => url is null || (Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttps || (demo && address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)));

    public void Dispose() => client.Dispose();
}
