using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Listener.Worker.Hosting;

/// <summary>
/// Tells systemd that the service is ready, stopping and alive. Does nothing outside systemd.
/// </summary>
/// <remarks>Source: sd_notify(3). The host package for systemd cannot be restored here, and one datagram needs no package.</remarks>
public sealed class SystemdNotifier
{
    private readonly string? socketPath = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");

    /// <summary>Half of the time after which systemd would restart a silent service; null if it does not watch.</summary>
    public TimeSpan? WatchdogInterval { get; } =
        long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var micros)
            ? TimeSpan.FromMicroseconds(micros / 2.0)
            : null;

    /// <summary>The service takes requests.</summary>
    public void Ready() => Send("READY=1\nSTATUS=Listening");

    /// <summary>The service is stopping.</summary>
    public void Stopping() => Send("STOPPING=1\nSTATUS=Finishing or giving back what is being sent");

    /// <summary>The service is alive.</summary>
    public void Alive() => Send("WATCHDOG=1");

    private void Send(string state)
    {
        if (string.IsNullOrEmpty(socketPath) || !OperatingSystem.IsLinux())
            return;
        // An abstract socket is written with a leading @, which stands for a NUL byte.
        var path = socketPath[0] == '@' ? '\0' + socketPath[1..] : socketPath;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        socket.Send(Encoding.UTF8.GetBytes(state));
    }
}
