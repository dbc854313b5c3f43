using System.Text.Json.Nodes;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.AppStore;

/// <summary>Signed token for Apple, made here and used until shortly before its end.</summary>
/// <remarks>Source: developer.apple.com/documentation/appstoreconnectapi/generating-tokens-for-api-requests. 20 minutes are allowed; a clock that goes ahead makes that fail.</remarks>
internal sealed class AppStoreToken(ChannelKey channel, AppStoreOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private string? current;
    private DateTimeOffset until;

    /// <summary>A token that still holds for a minute.</summary>
    /// <exception cref="ChannelException">The key cannot be read.</exception>
    public string Get()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            // Made on a clock that has been set back since, it would be refused until that time comes round again.
            if (current is null || now >= until - Spare || now < until - Life)
            {
                current = Make(now);
                until = now + Life;
            }
            return current;
        }
    }

    private string Make(DateTimeOffset now)
    {
        using var key = options.OpenKey() ?? throw new ChannelException(new ChannelFault(
            ChannelFaultKind.Unauthorised, "the private key cannot be read", AppStoreFaults.Key(channel, nameof(AppStoreOptions.PrivateKey)), "Set the key, or the path of its file."));
        return JsonWebToken.Es256(key, options.KeyId, new JsonObject
        {
            ["iss"] = options.IssuerId,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Life).ToUnixTimeSeconds(),
            ["aud"] = "appstoreconnect-v1",
        });
    }
}
