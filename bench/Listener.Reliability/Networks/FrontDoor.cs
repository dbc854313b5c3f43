using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Listener.Reliability.Networks;

/// <summary>
/// The port clients connect to: passes bytes on to the server behind it, can refuse connections for a while and can send an answer twice,
/// which no HTTP server would do.
/// </summary>
public sealed class FrontDoor : IAsyncDisposable
{
    private readonly IPEndPoint inner;
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentDictionary<int, bool> doubled = [];
    private readonly Lock gate = new();
    private TcpListener listener;
    private bool isClosed;

    /// <param name="inner">Server behind the door.</param>
    public FrontDoor(IPEndPoint inner)
    {
        this.inner = inner;
        listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = AcceptAsync(listener);
    }

    /// <summary>Port of the door; stays the same.</summary>
    public int Port { get; }

    /// <summary>Refuses new connections for a while.</summary>
    public async Task CloseForAsync(TimeSpan time)
    {
        lock (gate)
        {
            if (isClosed)
                return;
            isClosed = true;
            listener.Stop();
        }
        await Task.Delay(time);
        await ReopenAsync();
    }

    /// <summary>The next bytes on one connection go out twice.</summary>
    /// <param name="innerPort">Port the connection has on its way from the door to the server.</param>
    public void SendTwice(int innerPort) => doubled[innerPort] = true;

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        lock (gate)
            listener.Stop();
        closing.Dispose();
    }

    private async Task ReopenAsync()
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                lock (gate)
                {
                    listener = new TcpListener(IPAddress.Loopback, Port);
                    listener.Start();
                    isClosed = false;
                    _ = AcceptAsync(listener);
                    return;
                }
            }
            catch (SocketException)
            {
                // Somebody holds the port for a moment.
                await Task.Delay(50);
            }
        }
    }

    private async Task AcceptAsync(TcpListener from)
    {
        try
        {
            while (!closing.IsCancellationRequested)
                _ = PassAsync(await from.AcceptTcpClientAsync(closing.Token));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The door was closed.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var outside = client;
        using var inside = new TcpClient();
        try
        {
            outside.NoDelay = inside.NoDelay = true;
            await inside.ConnectAsync(inner, closing.Token);
            var port = ((IPEndPoint)inside.Client.LocalEndPoint!).Port;
            var there = CopyAsync(outside.GetStream(), inside.GetStream(), inside.Client, () => false);
            var back = CopyAsync(inside.GetStream(), outside.GetStream(), outside.Client, () => doubled.TryRemove(port, out _));
            // When the server is done with a connection, so is the door; a client may half close and still wait for its answer.
            await back;
            outside.Client.Close();
            await there;
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two ends is gone; the other is closed by leaving.
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, Socket target, Func<bool> twice)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, closing.Token)) > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), closing.Token);
                if (twice())
                    await to.WriteAsync(buffer.AsMemory(0, read), closing.Token);
            }
            target.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // A reset on one side becomes a close on the other.
            target.Close();
        }
    }
}
