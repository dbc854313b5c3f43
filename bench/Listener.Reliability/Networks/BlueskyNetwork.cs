using System.Text.Json.Nodes;

namespace Listener.Reliability.Networks;

/// <summary>A personal data server with its AppView. Records are stored under the key the client chose and read back at once; threads and searches lag.</summary>
public sealed class BlueskyNetwork(DisturbancePlan plan) : FakeNetwork(plan)
{
    private const string Did = "did:plc:brand";
    private const string Name = "brand.test";
    private const string Collection = "app.bsky.feed.post";

    /// <inheritdoc/>
    public override string Channel => "bluesky-test";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Paths { get; } = ["/xrpc/"];

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Value)> Settings(Uri address) =>
    [
        ("Type", "bluesky"), ("Service", address.ToString()), ("Handle", Name), ("AppPassword", "test-test-test-test"),
        ("PollInterval", "00:00:01"), ("Timeout", "00:00:01"), ("Searches:0:Name", "brand"), ("Searches:0:Query", "kettle"),
    ];

    /// <inheritdoc/>
    public override bool IsPost(Call call) => call.Path.EndsWith("putRecord", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override Answer Fault(int status, string what) =>
        new(status, new JsonObject { ["error"] = status == 429 ? "RateLimitExceeded" : "InternalServerError", ["message"] = what }.ToJsonString());

    /// <inheritdoc/>
    protected override Answer Refusal => new(400, new JsonObject { ["error"] = "InvalidRequest", ["message"] = "replies are closed" }.ToJsonString());

    /// <inheritdoc/>
    protected override string AnsweredBy(Call call) => Text(call.Body?["record"]?["reply"]?["parent"]?["uri"]);

    /// <inheritdoc/>
    protected override string IdOf(long number) => $"at://did:plc:dana/{Collection}/3m{number:00000000000}";

    /// <inheritdoc/>
    protected override Answer? Handle(Call call) => call.Path[(call.Path.LastIndexOf('.') + 1)..] switch
    {
        "createSession" or "refreshSession" => Answer.Ok(new JsonObject { ["did"] = Did, ["handle"] = Name, ["accessJwt"] = "access", ["refreshJwt"] = "refresh" }),
        "listNotifications" => Notifications(call),
        "searchPosts" => Search(call),
        "getPosts" => Answer.Ok(new JsonObject { ["posts"] = List(call.Query["uris"].OfType<string>().Select(ViewOf).OfType<JsonObject>()) }),
        "getProfiles" => Answer.Ok(new JsonObject { ["profiles"] = List(call.Query["actors"].OfType<string>().Select(d => Author(d, followers: true))) }),
        "getPostThread" => Thread(call),
        "getRecord" => Record(call),
        "putRecord" => Put(call),
        _ => null,
    };

    private Answer Notifications(Call call)
    {
        var before = long.TryParse(call.Arg("cursor"), out var cursor) ? cursor : long.MaxValue;
        var page = NewestCustomers.Where(p => p.Number < before).Take(call.Number("limit", 50)).ToList();
        var answer = new JsonObject { ["notifications"] = List(page.Select(Notification)) };
        if (page.Count > 0)
            answer["cursor"] = $"{page[^1].Number}";
        return Answer.Ok(answer);
    }

    private Answer Search(Call call)
    {
        var since = DateTimeOffset.TryParse(call.Arg("since"), System.Globalization.CultureInfo.InvariantCulture, out var from) ? from : DateTimeOffset.MinValue;
        var before = long.TryParse(call.Arg("cursor"), out var cursor) ? cursor : long.MaxValue;
        var all = NewestCustomers.Select(p => (p.Number, p.At, View: View(p))).Concat(Seen().Select(p => (p.Number, p.At, View: View(p))));
        var page = all.Where(p => p.Number < before && p.At >= since).OrderByDescending(p => p.Number).Take(call.Number("limit", 25)).ToList();
        var answer = new JsonObject { ["posts"] = List(page.Select(p => p.View)) };
        if (page.Count > 0)
            answer["cursor"] = $"{page[^1].Number}";
        return Answer.Ok(answer);
    }

    private Answer Thread(Call call)
    {
        if (CustomerById(call.Arg("uri")) is not { } post)
            return NotFound("NotFound");
        var replies = Seen(post.Id).Select(r => new JsonObject { ["$type"] = "app.bsky.feed.defs#threadViewPost", ["post"] = View(r) });
        return Answer.Ok(new JsonObject { ["thread"] = new JsonObject { ["post"] = View(post), ["replies"] = List(replies) } });
    }

    private Answer Record(Call call) => OwnById($"at://{call.Arg("repo")}/{call.Arg("collection")}/{call.Arg("rkey")}") is { } post
        ? Answer.Ok(new JsonObject { ["uri"] = post.Id, ["cid"] = CidOf(post.Number), ["value"] = Value(post) })
        : NotFound("RecordNotFound");

    private Answer Put(Call call)
    {
        var uri = $"at://{Text(call.Body?["repo"])}/{Text(call.Body?["collection"])}/{Text(call.Body?["rkey"])}";
        var text = Text(call.Body?["record"]?["text"]);
        var post = OwnById(uri) ?? Store(AnsweredBy(call), text, uri);
        if (post.Text != text)
            Replace(post, post = post with { Text = text });
        return Answer.Ok(new JsonObject { ["uri"] = uri, ["cid"] = CidOf(post.Number) });
    }

    private JsonObject? ViewOf(string uri) => CustomerById(uri) is { } post ? View(post) : OwnById(uri) is { } own ? View(own) : null;

    private static JsonObject Notification(CustomerPost post)
    {
        var view = View(post);
        view["reason"] = "mention";
        view["isRead"] = false;
        return view;
    }

    private static JsonObject View(CustomerPost post) => new()
    {
        ["uri"] = post.Id,
        ["cid"] = CidOf(post.Number),
        ["author"] = Author("did:plc:dana"),
        ["record"] = new JsonObject { ["$type"] = Collection, ["text"] = post.Text, ["createdAt"] = Time(post.At), ["langs"] = List(["en"]) },
        ["indexedAt"] = Time(post.At),
    };

    private JsonObject View(OwnPost post) => new()
    {
        ["uri"] = post.Id, ["cid"] = CidOf(post.Number), ["author"] = Author(Did), ["record"] = Value(post), ["indexedAt"] = Time(post.At),
    };

    private JsonObject Value(OwnPost post)
    {
        var parent = new JsonObject { ["uri"] = post.Answers, ["cid"] = CidOf(CustomerById(post.Answers)?.Number ?? 0) };
        return new JsonObject
        {
            ["$type"] = Collection, ["text"] = post.Text, ["createdAt"] = Time(post.At), ["reply"] = new JsonObject { ["root"] = parent, ["parent"] = parent.DeepClone() },
        };
    }

    private static JsonObject Author(string did, bool followers = false)
    {
        var author = new JsonObject { ["did"] = did, ["handle"] = did == Did ? Name : "dana.test", ["displayName"] = did == Did ? "Brand" : "Dana" };
        if (followers)
            author["followersCount"] = 12;
        return author;
    }

    private static Answer NotFound(string error) => new(400, new JsonObject { ["error"] = error, ["message"] = "there is none" }.ToJsonString());

    private static string CidOf(long number) => $"bafyrei{number:00000000000}";
}
