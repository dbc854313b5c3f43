namespace Listener.Worker.Domain;

/// <summary>How a mention may be answered.</summary>
public enum EligibilityKind { Allowed, NotAllowed, Until, ManualOnly }

/// <summary>Whether a mention may be answered through the network's API, until when, and if not, why.</summary>
public sealed record ReplyEligibility
{
    private ReplyEligibility(EligibilityKind kind, string? reason, DateTimeOffset? ends)
    {
        Kind = kind;
        Reason = reason;
        Ends = ends;
    }

    /// <summary>Can be answered at any time.</summary>
    public static ReplyEligibility Allowed { get; } = new(EligibilityKind.Allowed, null, null);

    /// <summary>Kind of permission.</summary>
    public EligibilityKind Kind { get; }

    /// <summary>Why not, as a sentence part; null unless <see cref="EligibilityKind.NotAllowed"/> or <see cref="EligibilityKind.ManualOnly"/>.</summary>
    public string? Reason { get; }

    /// <summary>End of the reply window in UTC, exclusive; null unless <see cref="EligibilityKind.Until"/>.</summary>
    public DateTimeOffset? Ends { get; }

    /// <summary>May be answered before <paramref name="ends"/>, exclusive.</summary>
    public static ReplyEligibility Until(DateTimeOffset ends) => new(EligibilityKind.Until, null, ends.ToUniversalTime());

    /// <summary>May not be answered.</summary>
    public static ReplyEligibility NotAllowed(string reason) => new(EligibilityKind.NotAllowed, reason, null);

    /// <summary>No API may answer; a person posts by hand.</summary>
    public static ReplyEligibility ManualOnly(string reason) => new(EligibilityKind.ManualOnly, reason, null);

    /// <summary>Rebuilds a stored value.</summary>
    public static ReplyEligibility Restore(EligibilityKind kind, string? reason, DateTimeOffset? ends) => kind switch
    {
        EligibilityKind.Allowed => Allowed,
        EligibilityKind.Until => Until(ends ?? throw new ArgumentNullException(nameof(ends))),
        EligibilityKind.NotAllowed => NotAllowed(reason ?? ""),
        EligibilityKind.ManualOnly => ManualOnly(reason ?? ""),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>True if neither the API nor a person by hand can answer at <paramref name="now"/> or later.</summary>
    public bool IsOver(DateTimeOffset now) => Kind == EligibilityKind.NotAllowed || (Kind == EligibilityKind.Until && !CanReply(now));

    /// <summary>True if the API accepts a reply at <paramref name="now"/>.</summary>
    public bool CanReply(DateTimeOffset now) => Kind switch
    {
        EligibilityKind.Allowed => true,
        EligibilityKind.Until => now < Ends,
        _ => false,
    };
}
