using System.Globalization;
using System.Text.Json.Nodes;
using Listener.Worker.Channels;
using Listener.Worker.Channels.Mastodon;
using Listener.Worker.Domain;
using Microsoft.Extensions.Logging.Abstractions;

namespace Listener.Worker.Tests.Channels.Mastodon;

/// <summary>The contract on a Mastodon account's mentions. Pages are newest first and walk forward with <c>min_id</c>, back with <c>max_id</c>.</summary>
public sealed class MastodonContractTests : ReplyingChannelContract
{
    private const int PageSize = 80;
    private readonly List<Sample> posts = [];
    private MastodonChannel channel = null!;

    protected override IMentionSource Source => channel;

    protected override string ReadPath => "/api/v1/notifications";

    protected override string? EmptyList => "[]";

    protected override (string Method, string Path) Posting => ("POST", "/api/v1/statuses");

    protected override void Prepare()
    {
        posts.Clear();
        Http.On("GET", "/api/v2/instance", 200, MastodonSamples.Instance());
        Http.On("GET", "/api/v1/accounts/verify_credentials", 200, MastodonSamples.Own());
        Restart();
    }

    protected override void Restart() => channel = new MastodonChannel(Key, MastodonSamples.Options(), Client, Clock, NullLogger<MastodonChannel>.Instance);

    protected override void NetworkHas(params Sample[] samples)
    {
        posts.Clear();
        NetworkAdds(samples);
        Http.On("GET", ReadPath, Page);
    }

    protected override void NetworkAdds(params Sample[] samples) => posts.AddRange(samples);

    protected override string NativeIdOf(string id) => id;

    protected override string GoodAnswer(Reply reply) => MastodonSamples.Status("77", "<p>x</p>", Now, own: true).ToJsonString();

    [Test]
    public async Task Later_readings_walk_forward_from_an_id()
    {
        NetworkHas([.. Enumerable.Range(1, 30).Select(n => At(n, $"text {n}", $"id{n}"))]);
        var (_, cursor) = await ReadAllAsync(null);
        Http.Requests.Clear();

        await ReadAsync(cursor);

        Assert.That(Http.Requests.Where(r => r.Address.AbsolutePath == ReadPath).Select(r => r.Query("min_id")), Is.All.Not.Null);
        Assert.That(Http.Requests[0].Query("types[]"), Is.EqualTo("mention"));
    }

    /// <summary>The account's policy filters private mentions of strangers by default; they are customers.</summary>
    [Test]
    public async Task Mentions_that_the_accounts_policy_filters_are_asked_for()
    {
        NetworkHas(At(1, "first"));

        var (_, cursor) = await ReadAllAsync(null);
        await ReadAsync(cursor);

        Assert.That(Http.Requests.Where(r => r.Address.AbsolutePath == ReadPath).Select(r => r.Query("include_filtered")), Is.All.EqualTo("true").And.Not.Empty);
    }

    [Test]
    public async Task Flood_larger_than_one_reading_arrives_whole_in_turns()
    {
        NetworkHas([.. Enumerable.Range(1, 30).Select(n => At(n / 10.0, $"old {n}", $"old{n}"))]);
        var (_, cursor) = await ReadAllAsync(null);
        NetworkAdds([.. Enumerable.Range(1, 1_500).Select(n => At(20 + (n / 60.0), $"new {n}", $"new{n}"))]);

        var (mentions, _) = await ReadAllAsync(cursor);

        Assert.That(mentions.Select(m => m.Text), Is.EqualTo(Enumerable.Range(1, 1_500).Select(n => $"new {n}")));
    }

    [Test]
    public async Task Mention_that_arrives_late_is_not_passed_over()
    {
        NetworkHas([.. Enumerable.Range(1, 30).Select(n => At(n, $"text {n}", $"id{n}"))]);
        var (_, cursor) = await ReadAllAsync(null);
        NetworkAdds(At(29.5, "late", "late"));

        var (mentions, _) = await ReadAllAsync(cursor);

        Assert.That(mentions.Select(m => m.Text), Is.EqualTo(new[] { "late" }));
    }

    private HttpResponseMessage Page(RecordedRequest request)
    {
        var ordered = posts.OrderBy(p => p.At).ToList();
        var page = request.Query("min_id") is { } min
            ? ordered.Where(p => string.CompareOrdinal(IdOf(p), min) > 0).Take(PageSize)
            : ordered.Where(p => request.Query("max_id") is not { } max || string.CompareOrdinal(IdOf(p), max) < 0).TakeLast(PageSize);
        var items = page.Reverse().ToList();
        var body = MastodonSamples.List([.. items.Select(p => (JsonNode)MastodonSamples.Notification(IdOf(p), StatusOf(p), p.At))]);
        return items.Count == 0
            ? RecordedHttp.Answer(200, body)
            : RecordedHttp.Answer(200, body, $"Link: <https://social.example/x?max_id={IdOf(items[^1])}>; rel=\"next\", <https://social.example/x?min_id={IdOf(items[0])}>; rel=\"prev\"");
    }

    private static string IdOf(Sample sample) => ((long)(sample.At - Now.AddDays(-10)).TotalMilliseconds).ToString("0000000000", CultureInfo.InvariantCulture);

    private static JsonObject StatusOf(Sample sample) => MastodonSamples.Status(
        sample.Id, $"<p>{sample.Text}</p>", sample.At, sample.IsOwn, s => s["content"] = sample.Broken ? JsonValue.Create(7) : s["content"]!.DeepClone());
}
