namespace Listener.Worker.Digests;

/// <summary>All that a digest is built from.</summary>
/// <param name="Week">Week reported.</param>
/// <param name="Zone">Time zone of the week.</param>
/// <param name="Brand">Brand name.</param>
/// <param name="HideHandles">True leaves authors out of quotes.</param>
/// <param name="AsOf">Moment at which waiting is measured, UTC.</param>
/// <param name="Mentions">Mentions of the week and the 8 weeks before it, in number order; unclassified ones included.</param>
/// <param name="Gaps">Reading gaps that touch the week.</param>
/// <param name="FailingChannels">Channels that fail or are paused now, by key.</param>
public sealed record DigestInput(
    DigestWeek Week, TimeZoneInfo Zone, string Brand, bool HideHandles, DateTimeOffset AsOf,
    IReadOnlyList<DigestMention> Mentions, IReadOnlyList<UnreadStretch> Gaps, IReadOnlyList<string> FailingChannels)
{
    /// <summary>Weeks of history that are compared with.</summary>
    public const int HistoryWeeks = 8;
}
