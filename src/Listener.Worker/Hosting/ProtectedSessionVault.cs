using System.Security.Cryptography;
using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace Listener.Worker.Hosting;

/// <summary>Keeps network sessions in the store, encrypted with the key ring that lies outside of it.</summary>
internal sealed class ProtectedSessionVault(IOperationsStore store, IDataProtectionProvider protection) : ISessionVault
{
    private readonly IDataProtector protector = protection.CreateProtector("Listener.ChannelSessions");

    public async ValueTask<string?> LoadAsync(ChannelKey channel, CancellationToken token)
    {
        if (await store.ReadValueAsync(KeyOf(channel), token) is not { } sealedText)
            return null;
        try
        {
            return protector.Unprotect(sealedText);
        }
        catch (CryptographicException)
        {
            return null; // The key ring was replaced; signing in anew costs one call.
        }
    }

    public async ValueTask SaveAsync(ChannelKey channel, string? session, CancellationToken token) =>
        await store.WriteValueAsync(KeyOf(channel), session is null ? null : protector.Protect(session), token);

    private static string KeyOf(ChannelKey channel) => $"session:{channel.Value}";
}
