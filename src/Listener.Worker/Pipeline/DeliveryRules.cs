namespace Listener.Worker.Pipeline;

/// <summary>Limits of posting.</summary>
public sealed record DeliveryRules
{
    /// <summary>Name of the stored value that stops all sending while it is set; its text says who and why.</summary>
    public const string StoppedKey = "delivery.stopped";

    /// <summary>How long one sender may hold a reply; longer than <see cref="PostTimeout"/>.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Longest wait for the answer to one post.</summary>
    public TimeSpan PostTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait for a look at the network.</summary>
    public TimeSpan LookTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Time a post in flight is given to finish after shutdown was asked.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Most attempts of one reply before a person is asked.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Most attempts while the network surely stored nothing and asks to wait.</summary>
    public int MaxRefusedAttempts { get; init; } = 10;

    /// <summary>A reply that could not be settled in this time is handed to a person.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Replies leased at once.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Most replies to one customer in one thread an hour.</summary>
    public int MaxRepliesPerThreadAndHour { get; init; } = 5;

    /// <summary>Most replies of one channel an hour.</summary>
    public int MaxRepliesPerChannelAndHour { get; init; } = 200;

    /// <summary>How many times sooner than on a real network doubtful replies are looked for and refused ones tried again; 1 but in tests.</summary>
    public int Speed { get; init; } = 1;

    /// <summary>True shows what would be posted and posts nothing.</summary>
    public bool Rehearse { get; init; }
}
