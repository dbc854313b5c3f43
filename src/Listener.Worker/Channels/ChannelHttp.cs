using System.Net;
using System.Net.Sockets;
using Polly;
using Polly.Retry;

namespace Listener.Worker.Channels;

/// <summary>Limits of the calls of one channel.</summary>
public sealed record CallLimits
{
    /// <summary>Longest wait for one try, 1-300 s.</summary>
    public TimeSpan PerTry { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Longest wait for a reading with all its tries.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Largest body after decompression, in bytes.</summary>
    public int MaxBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>True hands over the first <see cref="MaxBytes"/> of a longer body instead of refusing it.</summary>
    public bool CutLongBodies { get; init; }

    /// <summary>Repetitions of a failed reading, 0-5. Posts are never repeated.</summary>
    public int ReadRetries { get; init; } = 2;
}

/// <summary>
/// Sends the calls of one channel. Readings are repeated after passing faults; posts are sent exactly once. Transport
/// faults become a <see cref="ChannelFault"/> here; what a status means is the network's own matter.
/// </summary>
public sealed class ChannelHttp
{
    private readonly HttpClient client;
    private readonly TimeProvider clock;
    private readonly CallLimits limits;
    private readonly ResiliencePipeline<ChannelAnswer> reading;

    /// <param name="client">Client whose own timeout is off.</param>
    /// <param name="clock">Clock of timeouts and pauses.</param>
    /// <param name="limits">Limits; the defaults if null.</param>
    public ChannelHttp(HttpClient client, TimeProvider clock, CallLimits? limits = null)
    {
        this.client = client;
        this.clock = clock;
        this.limits = limits ?? new CallLimits();
        reading = BuildReading(this.limits, clock);
    }

    /// <summary>Reads, with up to <see cref="CallLimits.ReadRetries"/> repetitions after a timeout, a broken connection or a 5xx.</summary>
    /// <param name="make">Makes the request anew for each try.</param>
    /// <param name="where">Name of the call, for faults.</param>
    /// <param name="token">Stops the reading.</param>
    /// <returns>The answer, whatever its status.</returns>
    /// <exception cref="ChannelException">No answer was had, or it was larger than allowed.</exception>
    public async Task<ChannelAnswer> ReadAsync(Func<HttpRequestMessage> make, string where, CancellationToken token)
    {
        using var total = new CancellationTokenSource(limits.Total, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(token, total.Token);
        try
        {
            return await reading.ExecuteAsync(async t => await TryReadAsync(make, where, t), both.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            throw new ChannelException(NetworkFaults.Timeout(where, limits.Total));
        }
    }

    /// <summary>Sends a post exactly once. Never throws for a network fault, nor for a token cancelled after the request began.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before anything was sent.</exception>
    public async Task<PostOutcome> PostOnceAsync(HttpRequestMessage request, string where, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        try
        {
            return new PostOutcome(await SendAsync(request, where, token), null, SurelyNotSent: false);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return new PostOutcome(null, NetworkFaults.Stopped(where), SurelyNotSent: false);
        }
        catch (ChannelException e)
        {
            return new PostOutcome(null, e.Fault, NetworkFaults.IsSurelyNotSent(e.InnerException));
        }
    }

    private async Task<ChannelAnswer> TryReadAsync(Func<HttpRequestMessage> make, string where, CancellationToken token)
    {
        using var request = make();
        return await SendAsync(request, where, token);
    }

    private async Task<ChannelAnswer> SendAsync(HttpRequestMessage request, string where, CancellationToken token)
    {
        using var timeout = new CancellationTokenSource(limits.PerTry, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(token, timeout.Token);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            var (body, cut) = await ReadBodyAsync(response, where, both.Token);
            return new ChannelAnswer((int)response.StatusCode, response.Headers, response.Content.Headers, body, cut);
        }
        catch (OperationCanceledException e) when (!token.IsCancellationRequested)
        {
            throw new ChannelException(NetworkFaults.Timeout(where, limits.PerTry), e);
        }
        // A connection that breaks while it is being opened comes as it is, not wrapped.
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            throw new ChannelException(NetworkFaults.From(e, where), e);
        }
    }

    private async Task<(ReadOnlyMemory<byte> Body, bool Cut)> ReadBodyAsync(HttpResponseMessage response, string where, CancellationToken token)
    {
        if (response.StatusCode == HttpStatusCode.NotModified)
            return (ReadOnlyMemory<byte>.Empty, false);
        await using var stream = await response.Content.ReadAsStreamAsync(token);
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, token)) > 0)
        {
            var room = limits.MaxBytes - (int)kept.Length;
            kept.Write(buffer, 0, Math.Min(read, room));
            if (read > room)
                return limits.CutLongBodies ? (kept.ToArray(), true) : throw new ChannelException(NetworkFaults.TooLarge(where, limits.MaxBytes));
        }
        return (kept.GetBuffer().AsMemory(0, (int)kept.Length), false);
    }

    private static ResiliencePipeline<ChannelAnswer> BuildReading(CallLimits limits, TimeProvider clock)
    {
        var builder = new ResiliencePipelineBuilder<ChannelAnswer> { TimeProvider = clock };
        if (limits.ReadRetries > 0)
            builder.AddRetry(new RetryStrategyOptions<ChannelAnswer>
            {
                MaxRetryAttempts = limits.ReadRetries,
                Delay = TimeSpan.FromMilliseconds(500),
                MaxDelay = TimeSpan.FromSeconds(5),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<ChannelAnswer>()
                    .Handle<ChannelException>(e => e.Fault.Kind == ChannelFaultKind.Transient)
                    .HandleResult(a => a.Status >= 500 && a.Headers.RetryAfter is null),
            });
        return builder.Build();
    }
}
