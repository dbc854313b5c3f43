using System.Globalization;
using System.Text.Json.Nodes;
using Listener.Worker.Channels;
using Listener.Worker.Channels.Mastodon;
using Listener.Worker.Domain;
using Microsoft.Extensions.Logging.Abstractions;

namespace Listener.Worker.Tests.Channels.Mastodon;

/// <summary>Reading a hashtag in pages of 40. Situations: more posts within the overlap than one reading has pages.</summary>
public sealed class MastodonHashtagTests
{
    private const string Timeline = "/api/v1/timelines/tag/kettles";
    private const int PageSize = 40;
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly FastClock clock = new(Now);
    private readonly SortedDictionary<string, DateTimeOffset> posts = new(StringComparer.Ordinal);
    private RecordedHttp http = null!;
    private HttpClient client = null!;
    private MastodonChannel channel = null!;
    private PollCursor? cursor;

    [SetUp]
    public void Begin()
    {
        (cursor, clock.Now) = (null, Now);
        posts.Clear();
        http = new RecordedHttp().On("GET", Timeline, Page)
            .On("GET", "/api/v2/instance", 200, MastodonSamples.Instance()).On("GET", "/api/v1/accounts/verify_credentials", 200, MastodonSamples.Own());
        client = new HttpClient(http) { Timeout = Timeout.InfiniteTimeSpan };
        var options = MastodonSamples.Options();
        options.Mentions = false;
        options.Hashtags.Add(new WatchOptions { Name = "tag", Query = "kettles" });
        channel = new MastodonChannel(new ChannelKey("mastodon-main"), options, client, clock, NullLogger<MastodonChannel>.Instance);
    }

    [TearDown]
    public void End()
    {
        client.Dispose();
        http.CheckAllRecorded();
    }

    [Test]
    public async Task Flood_within_the_overlap_never_stops_the_reading()
    {
        Arrive(Now.AddMinutes(-40), Now.AddMinutes(-20));
        await ReadAsync();
        Arrive([.. Enumerable.Range(0, 1_000).Select(n => Now.AddSeconds(-300 + (n / 10.0)))]);

        var flood = await ReadAsync();
        Arrive([.. Enumerable.Range(0, 100).Select(n => Now.AddSeconds(-100 + (n / 10.0)))]);
        var after = await ReadAsync();

        Assert.That((flood.Count, after.Count), Is.EqualTo((1_000, 100)));
        Assert.That(flood.Concat(after), Is.Unique);
    }

    /// <summary>Posts reach the server when they were written.</summary>
    private void Arrive(params DateTimeOffset[] written)
    {
        foreach (var at in written)
            posts.Add(IdAt(at), at);
    }

    /// <summary>Native ids of what a poll brings, in its order.</summary>
    private async Task<IReadOnlyList<string>> ReadAsync()
    {
        var ids = new List<string>();
        for (var turn = 0; turn < 100; turn++)
        {
            var page = await channel.ReadAsync(channel.Watches[0], cursor, default);
            ids.AddRange(page.Mentions.Select(m => m.Id.NativeId));
            cursor = page.Next;
            if (!page.More)
                return ids;
        }
        throw new AssertionException("The channel says for ever that more is waiting.");
    }

    private HttpResponseMessage Page(RecordedRequest request)
    {
        var page = request.Query("min_id") is { } min
            ? posts.Where(p => string.CompareOrdinal(p.Key, min) > 0).Take(PageSize)
            : posts.Where(p => request.Query("max_id") is not { } max || string.CompareOrdinal(p.Key, max) < 0).TakeLast(PageSize);
        var items = page.Reverse().ToList();
        var body = MastodonSamples.List([.. items.Select(p => (JsonNode)MastodonSamples.Status(p.Key, "<p>kettles</p>", p.Value))]);
        return items.Count == 0
            ? RecordedHttp.Answer(200, body)
            : RecordedHttp.Answer(200, body, $"Link: <https://social.example/x?max_id={items[^1].Key}>; rel=\"next\", <https://social.example/x?min_id={items[0].Key}>; rel=\"prev\"");
    }

    private static string IdAt(DateTimeOffset at) => (at.ToUnixTimeMilliseconds() << 16).ToString(CultureInfo.InvariantCulture);
}
