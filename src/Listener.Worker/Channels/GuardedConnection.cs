using System.Net;
using System.Net.Sockets;

namespace Listener.Worker.Channels;

/// <summary>
/// Connects only to addresses of the public internet. The check is made on the address that is then connected to, so a
/// name that answers differently the second time gains nothing.
/// </summary>
public static class GuardedConnection
{
    private static readonly IPNetwork[] Closed =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>True if <paramref name="address"/> belongs to the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Array.Exists(Closed, n => n.Contains(plain));
    }

    /// <summary>Callback for <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="ChannelException">The port is not 80 or 443, or the name leads to no public address.</exception>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken token)
    {
        var end = context.DnsEndPoint;
        if (end.Port is not (80 or 443))
            throw Refused($"port {end.Port} is not allowed; only 80 and 443 are");
        var addresses = (await Dns.GetHostAddressesAsync(end.Host, token)).Where(IsPublic).ToArray();
        if (addresses.Length == 0)
            throw Refused("the address leads into a private network");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, end.Port, token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static ChannelException Refused(string what) => new(new ChannelFault(
        ChannelFaultKind.Refused, what, "connecting", "Use a public http or https address, or set AllowPrivateAddresses for this channel if the address is yours."));
}
