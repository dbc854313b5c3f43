using System.Globalization;
using System.Text.Json.Nodes;

namespace Listener.Reliability.Networks;

/// <summary>X: nothing against doubles (its refusal of identical texts is left out on purpose), lists that lag.</summary>
public sealed class XNetwork(DisturbancePlan plan) : FakeNetwork(plan)
{
    private const string OwnId = "42";
    private const long Base = 1_900_000_000_000_000_000;

    /// <inheritdoc/>
    public override string Channel => "x-test";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Paths { get; } = ["/2/"];

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Value)> Settings(Uri address) =>
    [
        ("Type", "x"), ("Service", address.ToString()), ("Handle", "acme"), ("ConsumerKey", "ck"), ("ConsumerSecret", "cs"), ("AccessToken", OwnId + "-token"),
        ("AccessTokenSecret", "ts"), ("DailyReadBudget", "10000"), ("PricePerPost", "0"), ("PricePerOwnedPost", "0"), ("PricePerUser", "0"),
        ("PollInterval", "00:00:01"), ("Timeout", "00:00:01"), ("Searches:0:Name", "brand"), ("Searches:0:Query", "kettle"),
    ];

    /// <inheritdoc/>
    public override bool IsPost(Call call) => call is { Method: "POST", Path: "/2/tweets" };

    /// <inheritdoc/>
    public override Answer Fault(int status, string what) => new(status, new JsonObject
    {
        ["title"] = what, ["detail"] = what, ["status"] = status, ["type"] = status == 429 ? "https://api.x.com/2/problems/rate-limit-exceeded" : "about:blank",
    }.ToJsonString());

    /// <inheritdoc/>
    protected override Answer Refusal => Fault(403, "Reply to this conversation is not allowed");

    /// <inheritdoc/>
    protected override string AnsweredBy(Call call) => Text(call.Body?["reply"]?["in_reply_to_tweet_id"]);

    /// <inheritdoc/>
    protected override string IdOf(long number) => (Base + number).ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    protected override Answer? Handle(Call call) => call.Path.Split('/', StringSplitOptions.RemoveEmptyEntries)[1..] switch
    {
        ["users", "me"] => Answer.Ok(new JsonObject { ["data"] = User(OwnId) }),
        ["users", OwnId, "mentions"] => Page(call, NewestCustomers.Select(Row)),
        ["users", OwnId, "tweets"] => Page(call, Seen().OrderByDescending(p => p.Number).Select(Row)),
        ["tweets", "search", "recent"] => Page(call, NewestCustomers.Select(Row).Concat(Seen().Select(Row)).OrderByDescending(r => r.Number)),
        ["tweets"] when IsPost(call) => Create(call),
        ["tweets", var id] => One(id),
        _ => null,
    };

    private Answer Create(Call call)
    {
        if (CustomerById(AnsweredBy(call)) is null)
            return Fault(403, "You attempted to reply to a post that is deleted or not visible to you");
        var post = Store(AnsweredBy(call), Text(call.Body?["text"]));
        return new Answer(201, new JsonObject { ["data"] = new JsonObject { ["id"] = post.Id, ["text"] = post.Text } }.ToJsonString());
    }

    private Answer One(string id)
    {
        var post = CustomerById(id) is { } customer ? Row(customer).Post : OwnById(id) is { } own ? Row(own).Post : null;
        return post is null ? Fault(404, "Not Found Error") : Answer.Ok(new JsonObject { ["data"] = post, ["includes"] = Users() });
    }

    private Answer Page(Call call, IEnumerable<(long Number, DateTimeOffset At, JsonObject Post)> newestFirst)
    {
        var since = NumberOf(call.Arg("since_id")) ?? long.MinValue;
        var before = NumberOf(call.Arg("pagination_token") ?? call.Arg("next_token")) ?? NumberOf(call.Arg("until_id")) ?? long.MaxValue;
        var start = DateTimeOffset.TryParse(call.Arg("start_time"), CultureInfo.InvariantCulture, out var from) ? from : DateTimeOffset.MinValue;
        var all = newestFirst.Where(r => r.Number > since && r.Number < before && r.At >= start).ToList();
        var page = all.Take(call.Number("max_results", 10)).ToList();
        if (page.Count == 0)
            return Answer.Ok(new JsonObject { ["meta"] = new JsonObject { ["result_count"] = 0 } });
        var meta = new JsonObject { ["newest_id"] = IdOf(page[0].Number), ["oldest_id"] = IdOf(page[^1].Number), ["result_count"] = page.Count };
        if (page.Count < all.Count)
            meta["next_token"] = IdOf(page[^1].Number);
        return Answer.Ok(new JsonObject { ["data"] = List(page.Select(r => r.Post)), ["includes"] = Users(), ["meta"] = meta });
    }

    private (long Number, DateTimeOffset At, JsonObject Post) Row(CustomerPost post) => (post.Number, post.At, Post(post.Id, post.Text, post.At, "77", null));

    private (long Number, DateTimeOffset At, JsonObject Post) Row(OwnPost post) => (post.Number, post.At, Post(post.Id, "@dana_example " + post.Text, post.At, OwnId, post.Answers));

    private static JsonObject Post(string id, string text, DateTimeOffset at, string author, string? parent)
    {
        var post = new JsonObject
        {
            ["id"] = id, ["text"] = text, ["author_id"] = author, ["created_at"] = Time(at), ["conversation_id"] = parent ?? id, ["lang"] = "en",
            ["edit_history_tweet_ids"] = List([id]),
        };
        if (parent is not null)
            post["referenced_tweets"] = List([new JsonObject { ["type"] = "replied_to", ["id"] = parent }]);
        return post;
    }

    private static JsonObject Users() => new() { ["users"] = List([User("77"), User(OwnId)]) };

    private static JsonObject User(string id) => new()
    {
        ["id"] = id, ["username"] = id == OwnId ? "acme" : "dana_example", ["name"] = id == OwnId ? "Acme" : "Dana",
        ["public_metrics"] = new JsonObject { ["followers_count"] = 12 },
    };

    private static long? NumberOf(string? id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value - Base : null;
}
