using System.Globalization;
using System.Text.Json.Nodes;
using Listener.Worker.Channels;
using Listener.Worker.Channels.Mastodon;
using Listener.Worker.Domain;
using Microsoft.Extensions.Logging.Abstractions;

namespace Listener.Worker.Tests.Channels.Mastodon;

/// <summary>Reading a hashtag in pages of 40. Situations: more posts within the overlap than one reading has pages,
/// posts that arrive hours after they were written, posts listed in the past, posts from the future and from the year 1, a cursor of an earlier version.</summary>
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

    /// <summary>Its author's server was down: the id is of the arrival, the time of the writing.</summary>
    [Test]
    public async Task Post_that_arrives_hours_late_is_read_once()
    {
        Arrive(Now.AddMinutes(-150), Now.AddMinutes(-3), Now.AddMinutes(-2));
        await ReadAsync();
        posts.Add(IdAt(Now.AddMinutes(-1)), Now.AddHours(-5));

        var late = await ReadAsync();
        Arrive(Now.AddSeconds(-30), Now.AddMinutes(90));
        clock.Now = Now.AddMinutes(91);
        var after = await ReadAsync();
        Arrive(Now.AddMinutes(91));

        Assert.That(late, Is.EqualTo(new[] { IdAt(Now.AddMinutes(-1)) }));
        Assert.That(after, Is.EqualTo(new[] { IdAt(Now.AddSeconds(-30)), IdAt(Now.AddMinutes(90)) }));
        Assert.That(await ReadAsync(), Is.EqualTo(new[] { IdAt(Now.AddMinutes(91)) }));
    }

    /// <summary>A post that the server fetched itself has an id of the time it was written.</summary>
    [Test]
    public async Task Post_listed_in_the_past_is_read_if_it_is_less_than_an_hour_late()
    {
        Arrive(Now.AddMinutes(-150), Now.AddMinutes(-70), Now.AddMinutes(-1));
        await ReadAsync();
        posts.Add(IdAt(Now.AddSeconds(-30)), Now.AddHours(-5)); // must not shorten the stretch that is read again
        await ReadAsync();
        Arrive(Now.AddMinutes(-55));

        Assert.That(await ReadAsync(), Is.EqualTo(new[] { IdAt(Now.AddMinutes(-55)) }));
        Assert.That(await ReadAsync(), Is.Empty);
    }

    [Test]
    public async Task Post_from_the_future_brings_nothing_twice()
    {
        Arrive(Now.AddMinutes(-150), Now.AddMinutes(-2));
        await ReadAsync();
        posts.Add(IdAt(Now.AddMinutes(-1)), Now.AddDays(3));
        await ReadAsync();

        var read = new List<string>();
        for (var hour = 1; hour <= 4; hour++)
        {
            clock.Now = Now.AddHours(hour);
            Arrive(clock.Now);
            read.AddRange(await ReadAsync());
        }

        Assert.That(read, Is.EqualTo(Enumerable.Range(1, 4).Select(hour => IdAt(Now.AddHours(hour)))));
    }

    [Test]
    public async Task Time_at_the_end_of_the_calendar_stops_no_reading()
    {
        cursor = new MastodonCursor(IdAt(Now.AddMinutes(-150)), Now.AddDays(-1), []).ToPollCursor();
        posts.Add(IdAt(Now.AddMinutes(-1)), DateTimeOffset.MinValue);
        var first = await ReadAsync();
        Arrive(Now);

        Assert.That(first, Is.EqualTo(new[] { IdAt(Now.AddMinutes(-1)) }));
        Assert.That(await ReadAsync(), Is.EqualTo(new[] { IdAt(Now) }));
    }

    [TestCase("m2||x|")]
    [TestCase("m2||0|a:b")]
    [TestCase("m2||0|a:1:b:c")]
    [TestCase("m1||w1|x")]
    [TestCase("m0||0|")]
    [TestCase("")]
    public void Cursor_of_another_form_means_a_first_start(string stored) => Assert.That(MastodonCursor.Parse(new PollCursor(stored)), Is.Null);

    [Test]
    public void Ids_of_any_form_survive_the_cursor()
    {
        ReadItem[] items = [new("a:b|c,d~%", Now), new("a:b|c,d~%", Now, "~0f")];

        var parsed = MastodonCursor.Parse(new MastodonCursor("x|,:", Now, items).ToPollCursor())!;

        Assert.That((parsed.Anchor, parsed.Floor), Is.EqualTo(("x|,:", Now)));
        Assert.That(parsed.Recent, Is.EqualTo(items));
    }

    [Test]
    public async Task Cursor_of_an_earlier_version_goes_on_where_it_was()
    {
        Arrive(Now.AddHours(-3), Now.AddHours(-2), Now.AddHours(-1));
        var mark = WatermarkCursor.StartAt(Now.AddHours(-2));
        cursor = new PollCursor($"m1|{IdAt(Now.AddHours(-2))}|{mark.ToPollCursor().Value}");

        Assert.That(await ReadAsync(), Is.EqualTo(new[] { IdAt(Now.AddHours(-1)) }));
        Assert.That(cursor!.Value, Does.StartWith("m2|"));
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
