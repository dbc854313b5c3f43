using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Listener.Reliability.Networks;

/// <summary>A call as a network sees it.</summary>
public sealed record Call(string Method, string Path, IQueryCollection Query, IHeaderDictionary Headers, JsonNode? Body)
{
    /// <summary>One value of the query; null if absent.</summary>
    public string? Arg(string name) => Query.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <summary>A whole number of the query.</summary>
    public int Number(string name, int otherwise) => int.TryParse(Arg(name), out var value) ? value : otherwise;
}

/// <summary>A network's answer before it is disturbed.</summary>
public sealed record Answer(int Status, string Body, params (string Name, string Value)[] Headers)
{
    /// <summary>200 with a JSON body.</summary>
    public static Answer Ok(JsonNode body, params (string, string)[] headers) => new(200, body.ToJsonString(), headers);
}

/// <summary>A mention of the brand on a network.</summary>
/// <param name="Id">The network's id.</param>
/// <param name="Number">Rising number, from 1.</param>
/// <param name="Text">What the customer wrote.</param>
/// <param name="At">When, UTC.</param>
/// <param name="EditedAt">When it was changed last, UTC; null if never.</param>
public sealed record CustomerPost(string Id, long Number, string Text, DateTimeOffset At, DateTimeOffset? EditedAt = null);

/// <summary>A reply of ours as it stands on the network, seen by readers or not yet.</summary>
/// <param name="Id">The network's id.</param>
/// <param name="Number">Rising number, shared with the customers' posts.</param>
/// <param name="Answers">Id of the mention answered.</param>
/// <param name="Text">Text.</param>
/// <param name="At">When it was stored, UTC.</param>
/// <param name="SeenFrom">When some readers begin to see it.</param>
/// <param name="SeenByAll">When every reader sees it.</param>
/// <param name="ByColleague">True if a colleague wrote it on the network's own page.</param>
public sealed record OwnPost(string Id, long Number, string Answers, string Text, DateTimeOffset At, DateTimeOffset SeenFrom, DateTimeOffset SeenByAll, bool ByColleague = false);

/// <summary>Where a call is when an observer is told.</summary>
public enum CallPoint { Arrived, Done, Answered }

/// <summary>
/// One network of the test network: accounts, threads and our own posts in memory, in the wire format of the real one. It counts every
/// reply it stored, so the truth is known whatever the service believes.
/// </summary>
public abstract partial class FakeNetwork(DisturbancePlan plan)
{
    private readonly List<CustomerPost> customers = [];
    private readonly List<OwnPost> own = [];
    private readonly List<string> unknown = [];
    private long last = 1000;

    /// <summary>Name of the channel in the service's settings.</summary>
    public abstract string Channel { get; }

    /// <summary>Beginnings of the paths this network answers.</summary>
    public abstract IReadOnlyList<string> Paths { get; }

    /// <summary>Plan of the disturbances.</summary>
    public DisturbancePlan Plan { get; } = plan;

    /// <summary>Told about every call; may kill the caller.</summary>
    public Action<FakeNetwork, Call, bool, CallPoint>? Observer { get; set; }

    /// <summary>Guards everything below.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>What customers wrote, oldest first.</summary>
    public IReadOnlyList<CustomerPost> Customers
    {
        get
        {
            lock (Gate)
                return [.. customers];
        }
    }

    /// <summary>Every reply that stands.</summary>
    public IReadOnlyList<OwnPost> Own
    {
        get
        {
            lock (Gate)
                return [.. own];
        }
    }

    /// <summary>Calls the network does not know; none are expected.</summary>
    public IReadOnlyList<string> UnknownCalls
    {
        get
        {
            lock (Gate)
                return [.. unknown];
        }
    }

    /// <summary>Settings of the service's channel.</summary>
    /// <param name="address">Address of this network's door.</param>
    public abstract IEnumerable<(string Key, string Value)> Settings(Uri address);

    /// <summary>A customer writes to the brand.</summary>
    public CustomerPost Write(string text)
    {
        lock (Gate)
        {
            var number = ++last;
            var post = new CustomerPost(IdOf(number), number, text, DateTimeOffset.UtcNow);
            customers.Add(post);
            return post;
        }
    }

    /// <summary>True if the call creates or replaces a reply.</summary>
    public abstract bool IsPost(Call call);

    /// <summary>Does what the call asks for.</summary>
    public Answer Do(Call call)
    {
        lock (Gate)
        {
            var answer = RefusedAnswer(call) ?? Handle(call);
            if (answer is null)
                unknown.Add($"{call.Method} {call.Path}");
            return answer ?? Fault(501, "this network does not know the call");
        }
    }

    /// <summary>A fault in the network's own form.</summary>
    public abstract Answer Fault(int status, string what);

    /// <summary>Answer to a call; null if the network does not know it. Called under the gate.</summary>
    protected abstract Answer? Handle(Call call);

    /// <summary>The network's id of a post with this number.</summary>
    protected abstract string IdOf(long number);

    /// <summary>Stores a reply; the time at which readers see it is drawn.</summary>
    protected OwnPost Store(string answers, string text, string? id = null)
    {
        var now = DateTimeOffset.UtcNow;
        var number = ++last;
        var from = now + Plan.Upto(DisturbancePlan.LongestListLag);
        var post = new OwnPost(id ?? IdOf(number), number, answers, text, now, from, from + ((now + DisturbancePlan.LongestListLag - from) * 0.9));
        own.Add(Plan.IsOn ? post : post with { SeenFrom = now, SeenByAll = now });
        return own[^1];
    }

    /// <summary>Takes a reply's place.</summary>
    protected void Replace(OwnPost before, OwnPost after) => own[own.IndexOf(before)] = after;

    /// <summary>The reply with an id; null if there is none.</summary>
    protected OwnPost? OwnById(string id) => own.Find(p => p.Id == id);

    /// <summary>The customer's post with an id; null if there is none.</summary>
    protected CustomerPost? CustomerById(string? id) => customers.Find(p => p.Id == id);

    /// <summary>Customers' posts, newest first.</summary>
    protected IEnumerable<CustomerPost> NewestCustomers => customers.AsEnumerable().Reverse();

    /// <summary>Replies as one reader sees them now, newest first: between the two times it depends on the replica asked.</summary>
    protected IEnumerable<OwnPost> Seen(string? answers = null)
    {
        var now = DateTimeOffset.UtcNow;
        return own.Where(p => (answers is null || p.Answers == answers) && (now >= p.SeenByAll || (now >= p.SeenFrom && Plan.Chance(0.5)))).Reverse().ToList();
    }

    /// <summary>Time in the form all five networks but one use.</summary>
    protected static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A list as JSON.</summary>
    protected static JsonArray List(IEnumerable<JsonNode> items) => new([.. items]);

    /// <summary>Text of a JSON value; empty if absent.</summary>
    protected static string Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
}
