using System.Globalization;
using System.Text.Json.Nodes;
using Listener.Worker.Channels;
using Listener.Worker.Channels.X;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Channels.X;

/// <summary>
/// Reading never costs more than the day's budget. Situations: small pages near the end, cut off in the middle and finished the
/// next day, a restart, a refused and a broken call, midnight.
/// </summary>
public sealed class XBudgetTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly List<JsonObject> posts = [];
    private FastClock clock = null!;
    private RecordedHttp http = null!;
    private HttpClient client = null!;
    private MemorySessionVault vault = null!;

    [SetUp]
    public void Begin()
    {
        clock = new FastClock(Now);
        http = new RecordedHttp();
        client = new HttpClient(http) { Timeout = Timeout.InfiniteTimeSpan };
        vault = new MemorySessionVault();
        posts.Clear();
        posts.AddRange(Enumerable.Range(1, 200).Reverse().Select(n => XSamples.Post($"{10_000 + n}", $"text {n}", Now.AddHours(-2).AddSeconds(n))));
    }

    [TearDown]
    public void End()
    {
        client.Dispose();
        http.CheckAllRecorded();
    }

    [Test]
    public async Task Reading_stops_at_the_budget_and_goes_on_the_next_day_without_a_hole()
    {
        http.On("GET", XSamples.Search, Page);
        using var channel = Build(1.00m);
        var seen = new List<string>();
        PollCursor? cursor = null;
        for (var day = 0; day < 6; day++)
        {
            cursor = await ReadDayAsync(channel, cursor, seen);
            Assert.That(await SpentAsync(), Is.LessThanOrEqualTo(1.00m));
            clock.Now += TimeSpan.FromDays(1);
        }

        Assert.That(seen.Order(StringComparer.Ordinal), Is.EqualTo(posts.Select(p => p["id"]!.GetValue<string>()).Order(StringComparer.Ordinal)));
    }

    [Test]
    public async Task Used_up_budget_pauses_until_midnight_and_survives_a_restart()
    {
        await vault.SaveAsync(new ChannelKey("x-main"), """{"day":"2026-11-20","spent":0.98}""", default);
        using var channel = Build(1.00m);

        var fault = (await Assert.ThrowsAsync<ChannelException>(async () => await channel.ReadAsync(channel.Watches[1], null, default)))!.Fault;

        Assert.That((fault.Kind, fault.RetryAt), Is.EqualTo((ChannelFaultKind.RateLimited, (DateTimeOffset?)new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero))));
        Assert.That(fault.ToString(), Does.Contain("0.980 of 1.00").And.Contain("Listener:Channels:x-main:DailyReadBudget"));
        Assert.That(http.Requests, Is.Empty);
    }

    [Test]
    public async Task Cost_is_what_came_and_not_what_was_asked_for()
    {
        posts.RemoveRange(3, 197);
        http.On("GET", XSamples.Search, Page);
        using var channel = Build(5.00m);

        await channel.ReadAsync(channel.Watches[1], null, default);

        // Three posts at 0.005 and the two authors that came along at 0.010.
        Assert.That(await SpentAsync(), Is.EqualTo(0.035m));
    }

    [Test]
    public async Task Refused_call_is_free_and_so_is_a_broken_one_that_is_made_again()
    {
        http.On("GET", XSamples.Search, 401, "{}");
        using var channel = Build(5.00m);
        await Assert.ThrowsAsync<ChannelException>(async () => await channel.ReadAsync(channel.Watches[1], null, default));
        var afterRefusal = await SpentAsync();
        http.Forget("GET", XSamples.Search).Break("GET", XSamples.Search, new HttpRequestException(HttpRequestError.ResponseEnded));

        await Assert.ThrowsAsync<ChannelException>(async () => await channel.ReadAsync(channel.Watches[1], null, default));

        Assert.That((afterRefusal, await SpentAsync()), Is.EqualTo((0m, 0m)));
    }

    [Test]
    public async Task New_day_begins_with_the_whole_budget()
    {
        await vault.SaveAsync(new ChannelKey("x-main"), """{"day":"2026-11-19","spent":1.00}""", default);
        http.On("GET", XSamples.Search, Page);
        using var channel = Build(1.00m);

        var page = await channel.ReadAsync(channel.Watches[1], null, default);

        Assert.That(page.Mentions, Is.Not.Empty);
    }

    private static async Task<PollCursor?> ReadDayAsync(XChannel channel, PollCursor? cursor, List<string> seen)
    {
        for (var turn = 0; turn < 20; turn++)
        {
            try
            {
                var page = await channel.ReadAsync(channel.Watches[1], cursor, default);
                seen.AddRange(page.Mentions.Select(m => m.Id.NativeId));
                cursor = page.Next;
            }
            catch (ChannelException e) when (e.Fault.Kind == ChannelFaultKind.RateLimited)
            {
                return cursor;
            }
        }
        return cursor;
    }

    private XChannel Build(decimal budget)
    {
        var options = XSamples.Options();
        options.DailyReadBudget = budget;
        options.FirstReadBack = TimeSpan.FromDays(6);
        return new XChannel(new ChannelKey("x-main"), options, client, vault, clock);
    }

    private async Task<decimal> SpentAsync() => JsonNode.Parse((await vault.LoadAsync(new ChannelKey("x-main"), default))!)!["spent"]!.GetValue<decimal>();

    private HttpResponseMessage Page(RecordedRequest request)
    {
        string IdOf(JsonObject post) => post["id"]!.GetValue<string>();
        var size = int.Parse(request.Query("max_results")!, CultureInfo.InvariantCulture);
        var skip = int.Parse(request.Query("next_token") ?? "0", CultureInfo.InvariantCulture);
        var wanted = posts
            .Where(p => request.Query("since_id") is not { } since || string.CompareOrdinal(IdOf(p), since) > 0)
            .Where(p => request.Query("until_id") is not { } until || string.CompareOrdinal(IdOf(p), until) < 0).ToList();
        var page = wanted.Skip(skip).Take(size).Select(p => p.DeepClone());
        return RecordedHttp.Answer(200, XSamples.List(page, skip + size < wanted.Count ? $"{skip + size}" : null));
    }
}
