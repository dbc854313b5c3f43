using System.Text;
using System.Text.Json;
using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Bluesky;

/// <summary>Turns a post of the network into a mention.</summary>
internal static class BlueskyMention
{
    /// <summary>Builds the mention.</summary>
    /// <param name="post">Post as the AppView shows it.</param>
    /// <param name="channel">Channel that read it.</param>
    /// <param name="watch">Watch that found it.</param>
    /// <param name="ownDid">Our account.</param>
    /// <param name="followers">Followers of the author; null if unknown.</param>
    /// <param name="now">Time of the reading, UTC.</param>
    public static Mention From(WirePost post, ChannelKey channel, string watch, string ownDid, long? followers, DateTimeOffset now)
    {
        var isOwn = post.Author.Did == ownDid;
        var text = SafeText.Clean(post.Record.Text, MentionLimits.MaxText, out var cut);
        return new Mention
        {
            Id = new MentionId(channel, post.Uri),
            Watch = watch,
            Kind = post.Record.Reply is null ? MentionKind.Post : MentionKind.Reply,
            Author = AuthorOf(post.Author, followers),
            Text = text,
            TextWasCut = cut,
            PostedAt = post.IndexedAt > now ? now : post.IndexedAt.ToUniversalTime(),
            Conversation = ConversationOf(post, channel, isOwn),
            Eligibility = EligibilityOf(post),
            Permalink = BlueskyIds.Permalink(post.Uri),
            LanguageHint = LanguageOf(post.Record.Langs),
            Version = post.Cid,
            IsOwn = isOwn,
        };
    }

    private static Author AuthorOf(WireAuthor author, long? followers)
    {
        var handle = SafeText.CleanLine(author.Handle, MentionLimits.MaxName);
        var name = SafeText.CleanLine(author.DisplayName, MentionLimits.MaxName);
        var isBot = author.Labels?.Any(l => l.Val == "bot") ?? false;
        return new Author(author.Did, handle, name.Length > 0 ? name : handle, followers is >= 0 ? followers : null, isBot);
    }

    // A mention is answered itself; for a post of our own the parent is what it answered, which settles the delivery.
    private static ConversationRef ConversationOf(WirePost post, ChannelKey channel, bool isOwn)
    {
        var self = new RecordRef(post.Uri, post.Cid);
        var root = post.Record.Reply?.Root ?? self;
        var parent = isOwn ? post.Record.Reply?.Parent ?? self : self;
        var state = new ConversationState(root, self, PeopleOf(post));
        return new ConversationRef(channel, root.Uri, parent.Uri, Audience.Public, JsonSerializer.Serialize(state, BlueskyJson.Default.ConversationState));
    }

    private static SortedDictionary<string, string> PeopleOf(WirePost post)
    {
        var people = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(post.Record.Text);
        foreach (var facet in post.Record.Facets ?? [])
        {
            if (facet.Features.FirstOrDefault(f => f.Did is not null)?.Did is { } did && HandleAt(bytes, facet.Index) is { } handle)
                people[handle] = did;
        }
        people[post.Author.Handle.ToLowerInvariant()] = post.Author.Did;
        return people;
    }

    private static string? HandleAt(byte[] text, ByteRange range) =>
        range.ByteStart >= 0 && range.ByteStart < range.ByteEnd && range.ByteEnd <= text.Length && text[range.ByteStart] == '@'
            ? Encoding.UTF8.GetString(text.AsSpan(range.ByteStart + 1, range.ByteEnd - range.ByteStart - 1)).ToLowerInvariant()
            : null;

    private static ReplyEligibility EligibilityOf(WirePost post)
    {
        if (post.Viewer?.ReplyDisabled == true)
            return ReplyEligibility.NotAllowed("the author limits who may reply");
        if (post.Author.Viewer?.BlockedBy == true)
            return ReplyEligibility.NotAllowed("the author has blocked our account");
        return post.Author.Viewer?.Blocking is null ? ReplyEligibility.Allowed : ReplyEligibility.NotAllowed("our account has blocked the author");
    }

    private static string? LanguageOf(IReadOnlyList<string>? languages)
    {
        var code = languages?.FirstOrDefault()?.Split('-')[0].ToLowerInvariant();
        return code is { Length: 2 } && code.All(char.IsAsciiLetterLower) ? code : null;
    }
}
