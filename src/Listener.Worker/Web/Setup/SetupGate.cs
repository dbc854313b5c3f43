using System.Net;
using System.Security.Cryptography;
using System.Text;
using Listener.Worker.Hosting;
using Listener.Worker.Storage;
using Microsoft.Extensions.Options;

namespace Listener.Worker.Web.Setup;

/// <summary>
/// Decides who may make the first account: only while there is no user, and only from this computer or with the one-time token
/// that stands in the data folder.
/// </summary>
public sealed class SetupGate(IOperationsStore store, IOptions<ListenerOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(60);
    private bool closed;

    /// <summary>File that holds the token.</summary>
    public string TokenFile => Path.Combine(options.Value.DataFolder, "setup-token");

    /// <summary>True while there is no user.</summary>
    public async Task<bool> IsOpenAsync(CancellationToken token)
    {
        if (closed)
            return false;
        closed = (await store.UsersAsync(token)).Count > 0;
        return !closed;
    }

    /// <summary>Writes a new token, good for 60 minutes, readable by the service's account only. Null if there is a user already.</summary>
    public async Task<string?> IssueAsync(CancellationToken token)
    {
        if (!await IsOpenAsync(token))
            return null;
        Directory.CreateDirectory(options.Value.DataFolder);
        File.Delete(TokenFile);
        var value = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var writer = new StreamWriter(TokenFile, Encoding.ASCII, create);
        await writer.WriteLineAsync(value.AsMemory(), token);
        await writer.WriteLineAsync((time.GetUtcNow() + Life).ToString("O").AsMemory(), token);
        return value;
    }

    /// <summary>True if this request may make the first account.</summary>
    public async Task<bool> AdmitsAsync(HttpContext context, string? given) =>
        await IsOpenAsync(context.RequestAborted) && (IsLocal(context) || await MatchesAsync(given, context.RequestAborted));

    /// <summary>Stores the first account and voids the token; false if somebody was first.</summary>
    public async Task<bool> CloseAsync(User admin, CancellationToken token)
    {
        var added = await store.AddFirstUserAsync(admin, token);
        closed = true;
        File.Delete(TokenFile);
        return added;
    }

    /// <summary>True if the request was made on this computer, to a local name, past no proxy.</summary>
    /// <remarks>The name is checked because a hostile page may point its own name at 127.0.0.1; the headers because a proxy may run here.</remarks>
    public static bool IsLocal(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        var headers = context.Request.Headers;
        return address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
            && context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]"
            && !headers.ContainsKey("X-Forwarded-For") && !headers.ContainsKey("Forwarded") && !headers.ContainsKey("X-Original-For");
    }

    private async Task<bool> MatchesAsync(string? given, CancellationToken token)
    {
        if (string.IsNullOrWhiteSpace(given) || !File.Exists(TokenFile))
            return false;
        var lines = await File.ReadAllLinesAsync(TokenFile, token);
        return lines.Length >= 2
            && DateTimeOffset.TryParse(lines[1], System.Globalization.CultureInfo.InvariantCulture, out var until)
            && time.GetUtcNow() < until
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(lines[0]), Encoding.UTF8.GetBytes(given.Trim()));
    }
}
