using System.Net;
using System.Net.Sockets;

namespace FraudFunctions.App.Platform;

/// <summary>
/// Calls to addresses that a setting or a customer of ours names: never into our own network. What counts is the address that is connected to, not
/// the name, which may point elsewhere a moment later; for the same reason no redirect and no proxy is followed.
/// </summary>
internal static class GuardedHttp
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    // Names move; a connection that is kept for good would never notice.
    private static readonly TimeSpan keptFor = TimeSpan.FromMinutes(5);

    // This network, private, shared by providers, loopback, link-local, assignments, benchmarks, documentation, multicast and reserved; and in version
    // six the unspecified, loopback, unique local, link-local, multicast, and those that wrap an address of version four (RFC 6890).
    private static readonly IPNetwork[] inside =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "::/96", "64:ff9b::/96", "2001::/32", "2002::/16", "fc00::/7", "fe80::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    public static HttpClient Create(bool mayCallInside) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = keptFor,
        ConnectCallback = async (context, cancellation) =>
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);
            IPAddress[] open = mayCallInside ? addresses : [.. addresses.Where(IsOutside)];
            if (open.Length == 0)
                throw new HttpRequestException($"'{context.DnsEndPoint.Host}' is an address inside; only addresses outside are called.");
            Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(open, context.DnsEndPoint.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    { Timeout = patience };

    internal static bool IsOutside(IPAddress address)
    {
        IPAddress one = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !inside.Any(network => network.Contains(one));
    }
}
