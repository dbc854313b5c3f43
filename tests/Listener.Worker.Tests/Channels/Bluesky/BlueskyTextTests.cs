using System.Text;
using Listener.Worker.Channels.Bluesky;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Channels.Bluesky;

/// <summary>Record keys and marked stretches of text, both of which must come out the same on every try.</summary>
public sealed class BlueskyTextTests
{
    private static readonly Dictionary<string, string> People = new() { ["dana.example"] = "did:plc:dana" };

    [Test]
    public void Record_key_is_a_tid_of_the_time_of_approval()
    {
        var approved = new DateTimeOffset(2026, 11, 20, 12, 0, 0, 123, TimeSpan.Zero);

        var key = BlueskyIds.RecordKey(ReplyOf(Guid.NewGuid(), approved));

        Assert.That(key, Does.Match("^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$"));
        Assert.That(SecondsOf(key), Is.EqualTo(approved.ToUnixTimeSeconds()));
    }

    [Test]
    public void Record_key_does_not_depend_on_how_finely_the_store_keeps_time()
    {
        var id = Guid.NewGuid();
        var exact = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_567);
        var stored = DateTimeOffset.FromUnixTimeMilliseconds(exact.ToUnixTimeMilliseconds());

        Assert.That(BlueskyIds.RecordKey(ReplyOf(id, stored)), Is.EqualTo(BlueskyIds.RecordKey(ReplyOf(id, exact))));
    }

    [Test]
    public void Record_keys_of_replies_approved_in_one_second_differ()
    {
        var approved = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

        var keys = Enumerable.Range(1, 2_000).Select(n => BlueskyIds.RecordKey(ReplyOf(new Guid(n, 0, 0, new byte[8]), approved)));

        Assert.That(keys, Is.Unique);
    }

    [TestCase("See https://example.com/help.", "https://example.com/help")]
    [TestCase("(https://example.com/a)", "https://example.com/a")]
    [TestCase("https://en.example.org/wiki/Kettle_(tool) is good", "https://en.example.org/wiki/Kettle_(tool)")]
    [TestCase("Grüße 👨‍👩‍👧 https://example.com/ü?q=1&b=2!", "https://example.com/ü?q=1&b=2")]
    [TestCase("Hello @dana.example, thanks", "@dana.example")]
    [TestCase("👋 @Dana.Example.", "@Dana.Example")]
    public void Links_and_known_people_are_marked_in_utf_8_bytes(string text, string marked)
    {
        var facet = BlueskyText.Facets(text, People)!.Single();

        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.That(Encoding.UTF8.GetString(bytes[facet.Index.ByteStart..facet.Index.ByteEnd]), Is.EqualTo(marked));
    }

    [TestCase("Hello @stranger.example")] // asking the network could answer otherwise next time
    [TestCase("mail dana@dana.example")]
    [TestCase("https:// nothing")]
    [TestCase("plain")]
    public void Nothing_else_is_marked(string text) => Assert.That(BlueskyText.Facets(text, People), Is.Null);

    [TestCase("at://did:plc:dana/app.bsky.feed.post/3kxy", "https://bsky.app/profile/did:plc:dana/post/3kxy")]
    [TestCase("at://did:plc:dana/app.bsky.feed.like/3kxy", null)]
    [TestCase("https://example.com/", null)]
    [TestCase("at://did:plc:dana", null)]
    public void Permalink_comes_from_posts_only(string uri, string? expected) =>
        Assert.That(BlueskyIds.Permalink(uri)?.AbsoluteUri, Is.EqualTo(expected));

    private static long SecondsOf(string key)
    {
        var value = key.Aggregate(0UL, (v, c) => (v << 5) | (uint)"234567abcdefghijklmnopqrstuvwxyz".IndexOf(c, StringComparison.Ordinal));
        return (long)((value >> 10) / 1_000_000);
    }

    private static Reply ReplyOf(Guid id, DateTimeOffset approved)
    {
        var channel = new Listener.Worker.Domain.ChannelKey("b");
        return Reply.Restore(new ReplyId(id), new MentionNumber(1), new ConversationRef(channel, "t", "p", Audience.Public), new MentionId(channel, "p"), "text", "en", null, approved);
    }
}
