using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Rss;

/// <summary>An entry with what tells it apart and what tells a change.</summary>
internal sealed record ReadEntry(FeedEntry Entry, string? NativeId, ulong IdHash, uint ContentHash);

/// <summary>Turns entries of a feed into mentions.</summary>
internal static class FeedEntryMention
{
    private const string NoReplies = "feeds take no replies";

    /// <summary>Finds an entry's identity: its id, else its link, else a hash of title and date.</summary>
    public static ReadEntry Identify(FeedEntry entry, string watch)
    {
        var id = Text(entry.Id) ?? Text(entry.Link) ?? (Text(entry.Title) is { } title ? $"sha256:{Reply.HashOf($"{title}\n{entry.Published}")}" : null);
        var native = id is null ? null : Shorten(IsGlobal(id) ? id : $"{watch}#{id}");
        var content = FeedCursor.HashOf($"{entry.Title}\n{entry.Summary}\n{entry.Content}\n{entry.Updated}");
        return new ReadEntry(entry, native, FeedCursor.HashOf(native ?? $"nameless\n{content}"), (uint)content);
    }

    /// <summary>Time of the entry; null if it states none that can be read.</summary>
    public static DateTimeOffset? TimeOf(FeedEntry entry) => FeedDate.Parse(entry.Published) ?? FeedDate.Parse(entry.Updated);

    /// <summary>Builds the mention.</summary>
    /// <param name="read">Entry with its id.</param>
    /// <param name="feed">Feed it stands in.</param>
    /// <param name="address">Address of the feed.</param>
    /// <param name="channel">Channel.</param>
    /// <param name="watch">Name of the watch.</param>
    /// <param name="now">Time of the reading, UTC.</param>
    public static Mention From(ReadEntry read, Feed feed, Uri address, ChannelKey channel, string watch, DateTimeOffset now)
    {
        var entry = read.Entry;
        var title = SafeText.CleanLine(HtmlText.From(entry.Title), MentionLimits.MaxName);
        var body = HtmlText.From(Text(entry.Content) ?? entry.Summary);
        var text = SafeText.Clean(body.Length > 0 ? body : title, MentionLimits.MaxText, out var cut);
        var posted = TimeOf(entry) ?? now;
        return new Mention
        {
            Id = new MentionId(channel, read.NativeId!),
            Watch = watch,
            Kind = MentionKind.Article,
            Author = AuthorOf(entry, feed, address),
            Title = title.Length > 0 ? title : null,
            Text = text,
            TextWasCut = cut,
            PostedAt = posted > now ? now : posted,
            Conversation = new ConversationRef(channel, read.NativeId!, read.NativeId!, Audience.Public),
            Eligibility = ReplyEligibility.NotAllowed(NoReplies),
            Permalink = FeedAddress.Resolve(address, entry.Link) ?? (FeedAddress.TryParse(entry.Id, out var uri) ? uri : null),
            LanguageHint = LanguageOf(feed.Language),
            Version = $"{read.ContentHash:x8}",
        };
    }

    private static Author AuthorOf(FeedEntry entry, Feed feed, Uri address)
    {
        var name = SafeText.CleanLine(HtmlText.From(entry.Author), MentionLimits.MaxName);
        if (name.Length == 0)
            name = SafeText.CleanLine(HtmlText.From(feed.Title), MentionLimits.MaxName);
        if (name.Length == 0)
            name = address.Host;
        return new Author(name, name, name);
    }

    private static string? LanguageOf(string? language)
    {
        var code = language?.Trim().Split('-')[0].Split('_')[0].ToLowerInvariant();
        return code is { Length: 2 } && code.All(char.IsAsciiLetterLower) ? code : null;
    }

    // Only addresses and names made to be unique are unique beyond their feed.
    private static bool IsGlobal(string id) =>
        id.Contains("://", StringComparison.Ordinal) || id.StartsWith("urn:", StringComparison.Ordinal) || id.StartsWith("tag:", StringComparison.Ordinal) || id.StartsWith("at:", StringComparison.Ordinal);

    private static string Shorten(string id) => id.Length <= 1000 ? id : $"sha256:{Reply.HashOf(id)}";

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : SafeText.Clean(text, 4_000, out _).Trim();
}
