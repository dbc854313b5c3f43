namespace Listener.Reliability.Networks;

/// <summary>What a network does wrong with one call.</summary>
public enum Disturbance
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The connection breaks before anything was done.</summary>
    DropBefore,

    /// <summary>Done, and the connection breaks before the answer.</summary>
    AcceptThenDrop,

    /// <summary>A 5xx before anything was done.</summary>
    Fail,

    /// <summary>Done, and answered with a 5xx.</summary>
    AcceptThenFail,

    /// <summary>429 with Retry-After, and so the next few calls.</summary>
    Limited,

    /// <summary>Done only a while after the request came, answered after the client gave up.</summary>
    LateStore,

    /// <summary>Done at once, answered after the client gave up.</summary>
    LateAnswer,

    /// <summary>Done, and answered with half of the JSON.</summary>
    Truncated,

    /// <summary>Done, and the connection closes in the middle of the answer.</summary>
    HalfClosed,

    /// <summary>Done, and the answer comes in slow pieces.</summary>
    SlowBytes,

    /// <summary>Done, and the answer comes twice on the same connection.</summary>
    AnsweredTwice,

    /// <summary>The connection breaks, and new ones are refused for a while.</summary>
    Refused,
}

/// <summary>
/// Decides by a seed which call is disturbed how. Its times keep what the product relies on: a request is stored at the latest
/// <see cref="LongestLateStore"/> after it came and listed at the latest <see cref="LongestListLag"/> after that, which together is less
/// than the delay of the product's second look.
/// </summary>
public sealed class DisturbancePlan(int seed)
{
    /// <summary>Latest storing of a request, counted from its arrival.</summary>
    public static readonly TimeSpan LongestLateStore = TimeSpan.FromSeconds(1.5);

    /// <summary>Latest moment a stored post is seen by every reader, counted from its storing.</summary>
    public static readonly TimeSpan LongestListLag = TimeSpan.FromSeconds(3);

    /// <summary>The client's time-out in the tests; late answers come after it.</summary>
    public static readonly TimeSpan ClientTimeout = TimeSpan.FromSeconds(1);

    private static readonly Disturbance[] ForPosts =
    [
        Disturbance.DropBefore, Disturbance.AcceptThenDrop, Disturbance.AcceptThenDrop, Disturbance.Fail, Disturbance.AcceptThenFail, Disturbance.AcceptThenFail,
        Disturbance.Limited, Disturbance.LateStore, Disturbance.LateAnswer, Disturbance.Truncated, Disturbance.HalfClosed, Disturbance.SlowBytes,
        Disturbance.AnsweredTwice, Disturbance.Refused,
    ];

    private static readonly Disturbance[] ForReads =
    [
        Disturbance.DropBefore, Disturbance.Fail, Disturbance.Limited, Disturbance.LateAnswer, Disturbance.Truncated, Disturbance.HalfClosed,
        Disturbance.SlowBytes, Disturbance.AnsweredTwice, Disturbance.Refused,
    ];

    private readonly Lock gate = new();
    private readonly Random random = new(seed);
    private readonly Dictionary<Disturbance, int> tally = [];
    private int limitedLeft;

    /// <summary>False lets every call through, as after the storm.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>Share of posts that are disturbed, 0-1.</summary>
    public double OfPosts { get; init; } = 0.35;

    /// <summary>Share of readings that are disturbed, 0-1.</summary>
    public double OfReads { get; init; } = 0.04;

    /// <summary>Disturbances so far by kind.</summary>
    public IReadOnlyDictionary<Disturbance, int> Tally
    {
        get
        {
            lock (gate)
                return new Dictionary<Disturbance, int>(tally);
        }
    }

    /// <summary>Disturbance of the next call.</summary>
    public Disturbance Next(bool isPost)
    {
        lock (gate)
        {
            var drawn = Draw(isPost);
            if (drawn != Disturbance.None)
                tally[drawn] = tally.GetValueOrDefault(drawn) + 1;
            return drawn;
        }
    }

    /// <summary>A length of time from zero up to <paramref name="longest"/>; often zero.</summary>
    public TimeSpan Upto(TimeSpan longest)
    {
        lock (gate)
            return random.Next(2) == 0 ? TimeSpan.Zero : longest * random.NextDouble();
    }

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability)
    {
        lock (gate)
            return random.NextDouble() < probability;
    }

    private Disturbance Draw(bool isPost)
    {
        if (!IsOn)
            return Disturbance.None;
        if (limitedLeft > 0)
        {
            limitedLeft--;
            return Disturbance.Limited;
        }
        if (random.NextDouble() >= (isPost ? OfPosts : OfReads))
            return Disturbance.None;
        var kinds = isPost ? ForPosts : ForReads;
        var drawn = kinds[random.Next(kinds.Length)];
        if (drawn == Disturbance.Limited)
            limitedLeft = random.Next(4);
        return drawn;
    }
}
