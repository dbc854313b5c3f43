namespace Listener.Worker.Channels;

/// <summary>Kind of a network fault, translated once at the border.</summary>
public enum ChannelFaultKind
{
    /// <summary>May pass by itself: timeout, reset, 5xx.</summary>
    Transient,

    /// <summary>Too many calls; wait.</summary>
    RateLimited,

    /// <summary>Credentials are wrong, expired or lack a permission.</summary>
    Unauthorised,

    /// <summary>The network refused the call for good.</summary>
    Refused,

    /// <summary>The answer could not be understood.</summary>
    Unknown,
}

/// <summary>What went wrong on a network, where, and what to do next. Holds no secret and no customer text.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="What">What happened, for example <c>the access token has expired</c>.</param>
/// <param name="Where">Call or setting, for example <c>createSession</c> or <c>Listener:Channels:bluesky-main:AppPassword</c>.</param>
/// <param name="Next">What to do, as an instruction.</param>
/// <param name="RetryAt">Earliest next try, UTC; null if the network did not say.</param>
public sealed record ChannelFault(ChannelFaultKind Kind, string What, string Where, string Next, DateTimeOffset? RetryAt = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{What} ({Where}). {Next}";
}

/// <summary>Thrown by channels for every network fault.</summary>
public sealed class ChannelException(ChannelFault fault, Exception? inner = null) : Exception(fault.ToString(), inner)
{
    /// <summary>What went wrong.</summary>
    public ChannelFault Fault { get; } = fault;
}
