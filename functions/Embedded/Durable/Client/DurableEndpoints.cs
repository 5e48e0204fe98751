using Microsoft.AspNetCore.Routing;

namespace FraudFunctions.Embedded.Durable.Client;

/// <summary>Stub.</summary>
internal static class DurableEndpoints
{
    public const string Root = "/runtime/webhooks/durabletask";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
    }
}
