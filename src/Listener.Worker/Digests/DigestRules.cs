namespace Listener.Worker.Digests;

/// <summary>Settings of the digest.</summary>
public sealed record DigestRules
{
    /// <summary>Local hour on Monday from which last week's digest is due.</summary>
    public static readonly TimeSpan DueAfterMonday = TimeSpan.FromHours(7);

    /// <summary>Brand it is about.</summary>
    public string Brand { get; init; } = "";

    /// <summary>Zone whose weeks are reported.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Language of the mail, one of <see cref="DigestWords.Languages"/>.</summary>
    public string Language { get; init; } = "en";

    /// <summary>True leaves the handles of quoted people out.</summary>
    public bool HideHandles { get; init; }

    /// <summary>Mail addresses; empty if it is only shown.</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];
}
