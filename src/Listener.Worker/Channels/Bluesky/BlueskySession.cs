using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text.Json;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Bluesky;

/// <summary>
/// The account's session: signs in once, renews with the refresh token and keeps both over restarts, because sign-ins are
/// limited to 30 in 5 minutes and 300 a day.
/// </summary>
internal sealed class BlueskySession(ChannelKey channel, BlueskyOptions options, ChannelHttp http, ISessionVault vault, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Spare = TimeSpan.FromSeconds(60);
    private readonly SemaphoreSlim gate = new(1, 1);
    private StoredSession? current;

    /// <summary>A session whose access token still holds for a minute.</summary>
    /// <exception cref="ChannelException">Sign-in failed.</exception>
    public async Task<StoredSession> GetAsync(CancellationToken token)
    {
        await gate.WaitAsync(token);
        try
        {
            current ??= await LoadAsync(token);
            if (current is null || EndsSoon(current.AccessJwt))
                await ReplaceAsync(token);
            return current!;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Renews the session unless somebody else already replaced <paramref name="refused"/>.</summary>
    /// <exception cref="ChannelException">Renewal and sign-in failed.</exception>
    public async Task<StoredSession> RenewAsync(StoredSession refused, CancellationToken token)
    {
        await gate.WaitAsync(token);
        try
        {
            if (current is null || current.AccessJwt == refused.AccessJwt)
                await ReplaceAsync(token);
            return current!;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Signs in with the settings as they are, whatever session there is.</summary>
    /// <exception cref="ChannelException">Sign-in failed.</exception>
    public async Task<StoredSession> SignInAsync(CancellationToken token)
    {
        await gate.WaitAsync(token);
        try
        {
            return await KeepAsync(await LoginAsync(token), token);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private async Task ReplaceAsync(CancellationToken token)
    {
        var renewed = current is null ? null : await RefreshAsync(current, token);
        await KeepAsync(renewed ?? await LoginAsync(token), token);
    }

    /// <summary>Null if the refresh token is no longer good, which asks for a new sign-in.</summary>
    private async Task<SessionAnswer?> RefreshAsync(StoredSession session, CancellationToken token)
    {
        var answer = await http.ReadAsync(() => Request(HttpMethod.Post, "com.atproto.server.refreshSession", session.RefreshJwt), "refreshSession", token);
        if (answer.IsSuccess)
            return Read(answer, "refreshSession");
        return answer.Status is 400 or 401 ? null : throw BlueskyFaults.Exception(answer, "refreshSession", channel, clock.GetUtcNow());
    }

    private async Task<SessionAnswer> LoginAsync(CancellationToken token)
    {
        var answer = await http.ReadAsync(LoginRequest, "createSession", token);
        return answer.IsSuccess ? Read(answer, "createSession") : throw BlueskyFaults.Exception(answer, "createSession", channel, clock.GetUtcNow());
    }

    private HttpRequestMessage LoginRequest()
    {
        var request = Request(HttpMethod.Post, "com.atproto.server.createSession", null);
        request.Content = JsonContent.Create(new LoginRequest(options.Handle, options.AppPassword), BlueskyJson.Default.LoginRequest);
        return request;
    }

    private HttpRequestMessage Request(HttpMethod method, string call, string? bearer)
    {
        var request = new HttpRequestMessage(method, new Uri(new Uri(options.Service), $"/xrpc/{call}"));
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return request;
    }

    private async Task<StoredSession> KeepAsync(SessionAnswer answer, CancellationToken token)
    {
        current = new StoredSession(options.Service, options.Handle, answer.Did, answer.Handle, answer.AccessJwt, answer.RefreshJwt);
        await vault.SaveAsync(channel, JsonSerializer.Serialize(current, BlueskyJson.Default.StoredSession), token);
        return current;
    }

    private async Task<StoredSession?> LoadAsync(CancellationToken token)
    {
        if (await vault.LoadAsync(channel, token) is not { } text)
            return null;
        try
        {
            var stored = JsonSerializer.Deserialize(text, BlueskyJson.Default.StoredSession);
            return stored is { AccessJwt: not null, RefreshJwt: not null, Did: not null } && stored.Service == options.Service && stored.Identifier == options.Handle ? stored : null;
        }
        catch (JsonException)
        {
            // A damaged entry costs one sign-in.
            return null;
        }
    }

    private static SessionAnswer Read(ChannelAnswer answer, string where)
    {
        try
        {
            var session = JsonSerializer.Deserialize(answer.Body.Span, BlueskyJson.Default.SessionAnswer);
            if (session is { Did.Length: > 0, AccessJwt.Length: > 0, RefreshJwt.Length: > 0, Handle: not null })
                return session;
        }
        catch (JsonException e)
        {
            throw new ChannelException(NetworkFaults.Unreadable(where, "the answer to the sign-in is no session"), e);
        }
        throw new ChannelException(NetworkFaults.Unreadable(where, "the answer to the sign-in holds no tokens"));
    }

    // The token's own end spares a refused call; a token that cannot be read is simply tried.
    private bool EndsSoon(string jwt)
    {
        if (jwt.Split('.') is not [_, var payload, _] || !Base64Url.IsValid(payload))
            return false;
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("exp", out var exp) && exp.TryGetInt64(out var seconds)
                && seconds < (clock.GetUtcNow() + Spare).ToUnixTimeSeconds();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
