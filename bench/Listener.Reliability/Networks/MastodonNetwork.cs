using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Listener.Reliability.Networks;

/// <summary>A Mastodon server. It remembers an idempotency key for an hour, though one in ten is noted too late to help (mastodon/mastodon#21840).</summary>
public sealed class MastodonNetwork(DisturbancePlan plan) : FakeNetwork(plan)
{
    private const string OwnId = "2";
    private readonly Dictionary<string, OwnPost> keys = [];

    /// <inheritdoc/>
    public override string Channel => "mastodon-test";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Paths { get; } = ["/api/v1/", "/api/v2/"];

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Value)> Settings(Uri address) =>
        [("Type", "mastodon"), ("Server", address.ToString()), ("AccessToken", "test-token"), ("PollInterval", "00:00:01"), ("Timeout", "00:00:01")];

    /// <inheritdoc/>
    public override bool IsPost(Call call) => call is { Method: "POST", Path: "/api/v1/statuses" };

    /// <inheritdoc/>
    public override Answer Fault(int status, string what) => new(status, new JsonObject { ["error"] = what }.ToJsonString());

    /// <inheritdoc/>
    protected override bool CanEdit => true;

    /// <inheritdoc/>
    protected override Answer Refusal => new(422, """{"error":"Validation failed: replies are closed"}""");

    /// <inheritdoc/>
    protected override string AnsweredBy(Call call) => Text(call.Body?["in_reply_to_id"]);

    /// <inheritdoc/>
    protected override string IdOf(long number) => $"11{number:0000000000000000}";

    /// <inheritdoc/>
    protected override Answer? Handle(Call call)
    {
        var parts = call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries)[2..];
        return parts switch
        {
            ["accounts", "verify_credentials"] => Answer.Ok(CredentialAccount()),
            ["instance"] => Answer.Ok(MastodonEntities.Instance()),
            ["notifications"] => Page(call, NewestCustomers.Select(p => (p.Number, (JsonNode)Notification(p)))),
            ["timelines", "tag", _] => Page(call, NewestCustomers.Select(p => (p.Number, (JsonNode)Status(p)))),
            ["accounts", OwnId, "statuses"] => Page(call, Seen().OrderByDescending(p => p.Number).Select(p => (p.Number, (JsonNode)Status(p)))),
            ["statuses"] when IsPost(call) => Post(call),
            ["statuses", var id] => StatusOf(id) is { } status ? Answer.Ok(status) : Missing(),
            ["statuses", var id, "context"] => Context(id),
            ["statuses", var id, "source"] => Source(id),
            _ => null,
        };
    }

    private Answer Post(Call call)
    {
        var key = call.Headers["Idempotency-Key"].ToString();
        if (key.Length > 0 && keys.TryGetValue(key, out var before))
            return Answer.Ok(Status(before));
        if (CustomerById(AnsweredBy(call)) is null)
            return Missing();
        var post = Store(AnsweredBy(call), Text(call.Body?["status"]));
        if (!Plan.IsOn || !Plan.Chance(0.1))
            keys[key] = post;
        return Answer.Ok(Status(post));
    }

    private Answer Context(string id)
    {
        if (CustomerById(id) is null)
            return OwnById(id) is { } own && CustomerById(own.Answers) is { } parent
                ? Answer.Ok(new JsonObject { ["ancestors"] = List([Status(parent)]), ["descendants"] = List([]) })
                : Missing();
        return Answer.Ok(new JsonObject { ["ancestors"] = List([]), ["descendants"] = List(Seen(id).Select(Status)) });
    }

    private Answer Source(string id)
    {
        var text = CustomerById(id)?.Text ?? OwnById(id)?.Text;
        return text is null ? Missing() : Answer.Ok(new JsonObject { ["id"] = id, ["text"] = text, ["spoiler_text"] = "" });
    }

    /// <summary>A page newest first: after <c>min_id</c> the nearest, before <c>max_id</c> or without either the newest.</summary>
    private static Answer Page(Call call, IEnumerable<(long Number, JsonNode Item)> newestFirst)
    {
        var limit = Math.Clamp(call.Number("limit", 40), 1, 80);
        var items = NumberOf(call.Arg("min_id")) is { } min
            ? newestFirst.Where(i => i.Number > min).TakeLast(limit).ToList()
            : newestFirst.Where(i => NumberOf(call.Arg("max_id")) is not { } max || i.Number < max).Take(limit).ToList();
        if (items.Count == 0)
            return Answer.Ok(List([]));
        var path = $"https://social.example{call.Path}";
        var links = $"<{path}?max_id=11{items[^1].Number:0000000000000000}>; rel=\"next\", <{path}?min_id=11{items[0].Number:0000000000000000}>; rel=\"prev\"";
        return Answer.Ok(List(items.Select(i => i.Item)), ("Link", links));
    }

    private static long? NumberOf(string? id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value - 110_000_000_000_000_000 : null;

    private JsonObject? StatusOf(string id) => CustomerById(id) is { } post ? Status(post) : OwnById(id) is { } own ? Status(own) : null;

    private static JsonObject Notification(CustomerPost post) => new()
    {
        ["id"] = post.Id, ["type"] = "mention", ["created_at"] = Time(post.At), ["group_key"] = $"ungrouped-{post.Id}",
        ["account"] = MastodonEntities.Account("9", "dana@kettles.example"), ["status"] = Status(post),
    };

    private static JsonObject Status(CustomerPost post)
    {
        var status = MastodonEntities.Status(post.Id, Html(post.Text), Time(post.At), null, MastodonEntities.Account("9", "dana@kettles.example"));
        if (post.EditedAt is { } at)
            status["edited_at"] = Time(at);
        return status;
    }

    // A reply to a deleted post stays and answers nothing any more.
    private JsonObject Status(OwnPost post) =>
        MastodonEntities.Status(post.Id, Html(post.Text), Time(post.At), CustomerById(post.Answers)?.Id, MastodonEntities.Account(OwnId, "acme"));

    private static JsonObject CredentialAccount()
    {
        var account = MastodonEntities.Account(OwnId, "acme", bot: true);
        account["source"] = MastodonEntities.Source();
        account["role"] = MastodonEntities.Role();
        return account;
    }

    private static string Html(string text) => $"<p>{WebUtility.HtmlEncode(text).Replace("\n", "<br />", StringComparison.Ordinal)}</p>";

    private static Answer Missing() => new(404, """{"error":"Record not found"}""");
}
