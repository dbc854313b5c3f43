using Listener.Worker.Domain;

namespace Listener.Worker.Pipeline;

/// <summary>How often and how long networks are read.</summary>
public sealed record PollRules
{
    /// <summary>Interval of channels without one of their own.</summary>
    public TimeSpan DefaultInterval { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Interval per channel; a network's shortest interval is never undercut.</summary>
    public IReadOnlyDictionary<ChannelKey, TimeSpan> Intervals { get; init; } = new Dictionary<ChannelKey, TimeSpan>();

    /// <summary>How many times sooner than a real network allows watches are read; 1 but in tests.</summary>
    public int Speed { get; init; } = 1;

    /// <summary>Longest wait for one page.</summary>
    public TimeSpan PageTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Most pages of one watch in a run, at least 1; what is left comes with the next run.</summary>
    public int MaxPages { get; init; } = 20;

    /// <summary>Pause after the first, second ... fault in a row; the last step repeats.</summary>
    public IReadOnlyList<TimeSpan> BackOff { get; init; } =
    [
        TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1),
    ];

    /// <summary>Longest pause a network may ask for; an absurd Retry-After must not silence a channel for good.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromHours(24);
}
