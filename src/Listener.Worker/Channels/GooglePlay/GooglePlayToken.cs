using System.Text.Json.Nodes;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.GooglePlay;

/// <summary>Access token of the service account, kept until shortly before its end.</summary>
/// <remarks>Source: developers.google.com/identity/protocols/oauth2/service-account.</remarks>
internal sealed class GooglePlayToken(ChannelKey channel, GooglePlayOptions options, ChannelHttp http, TimeProvider clock) : IDisposable
{
    private const string Scope = "https://www.googleapis.com/auth/androidpublisher";
    private const string Grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim gate = new(1, 1);
    private string? current;
    private DateTimeOffset until;

    /// <summary>A token that still holds for a minute.</summary>
    /// <exception cref="ChannelException">The key is not accepted, or the token service could not be asked.</exception>
    public async Task<string> GetAsync(CancellationToken token)
    {
        await gate.WaitAsync(token);
        try
        {
            if (current is null || clock.GetUtcNow() >= until - Spare)
                await FetchAsync(token);
            return current!;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Forgets a token that was refused; the next call fetches another.</summary>
    public void Forget(string refused)
    {
        if (current == refused)
            current = null;
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private async Task FetchAsync(CancellationToken token)
    {
        var assertion = Assertion();
        var answer = await http.ReadAsync(() => Request(assertion), "token", token);
        if (!answer.IsSuccess)
            throw new ChannelException(GooglePlayFaults.FromToken(answer, channel, clock.GetUtcNow()));
        var fetched = WireJson.Parse(answer, GooglePlayWireJson.Default.WireToken, "token");
        current = fetched.AccessToken;
        until = clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Clamp(fetched.ExpiresIn, 0, 86_400));
    }

    private string Assertion()
    {
        var key = GooglePlayKey.Read(SecretText.Read(options.ServiceAccountKey, options.ServiceAccountFile))
            ?? throw new ChannelException(new ChannelFault(
                ChannelFaultKind.Unauthorised, "the service account's key cannot be read", GooglePlayFaults.Key(channel, nameof(GooglePlayOptions.ServiceAccountKey)), "Set the key, or the path of its file."));
        var now = clock.GetUtcNow();
        using var rsa = key.Open();
        return JsonWebToken.Rs256(rsa, key.PrivateKeyId, new JsonObject
        {
            ["iss"] = key.ClientEmail,
            ["scope"] = Scope,
            ["aud"] = options.TokenService,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Life).ToUnixTimeSeconds(),
        });
    }

    private HttpRequestMessage Request(string assertion) => new(HttpMethod.Post, new Uri(options.TokenService))
    {
        Content = new FormUrlEncodedContent([new("grant_type", Grant), new("assertion", assertion)]),
    };
}
