using System.Text.Json.Nodes;
using Listener.Worker.Channels;
using Listener.Worker.Channels.Bluesky;
using Listener.Worker.Domain;
using Microsoft.Extensions.Logging.Abstractions;

namespace Listener.Worker.Tests.Channels.Bluesky;

/// <summary>The contract on Bluesky's notifications.</summary>
public sealed class BlueskyContractTests : ReplyingChannelContract
{
    internal const string OwnDid = "did:plc:brand";
    private readonly List<Sample> posts = [];
    private MemorySessionVault vault = new();
    private BlueskyChannel channel = null!;

    protected override IMentionSource Source => channel;

    protected override string ReadPath => "/xrpc/app.bsky.notification.listNotifications";

    protected override (string Method, string Path) Posting => ("POST", "/xrpc/com.atproto.repo.putRecord");

    [TearDown]
    public void Close() => channel.Dispose();

    protected override void Prepare()
    {
        posts.Clear();
        vault = new MemorySessionVault();
        BlueskyWireSamples.AllowSignIn(Http);
        Http.On("GET", "/xrpc/app.bsky.feed.getPosts", request => RecordedHttp.Answer(200, PostsAsked(request)));
        Http.On("GET", "/xrpc/app.bsky.actor.getProfiles", 200, """{"profiles":[{"did":"did:plc:dana","handle":"dana.example","followersCount":12}]}""");
        channel = Build();
    }

    protected override void Restart()
    {
        channel.Dispose();
        channel = Build();
    }

    protected override void NetworkHas(params Sample[] samples)
    {
        posts.Clear();
        NetworkAdds(samples);
        Http.On("GET", ReadPath, request => RecordedHttp.Answer(200, Page(request)));
    }

    protected override void NetworkAdds(params Sample[] samples) => posts.AddRange(samples);

    protected override string NativeIdOf(string id) => $"at://did:plc:dana/app.bsky.feed.post/{id}";

    protected override string GoodAnswer(Reply reply) =>
        $$"""{"uri":"{{BlueskyIds.PostUri(OwnDid, BlueskyIds.RecordKey(reply))}}","cid":"bafyreply"}""";

    private BlueskyChannel Build() => new(Key, BlueskyWireSamples.Options(), Client, vault, Clock, NullLogger<BlueskyChannel>.Instance);

    // Newest first in pages of 100, the cursor goes back in time, as on the real network.
    private string Page(RecordedRequest request)
    {
        var skip = int.Parse(request.Query("cursor") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        var page = posts.OrderByDescending(p => p.At).Skip(skip).Take(100).Select(p => (JsonNode?)BlueskyWireSamples.Post(p, NativeIdOf(p.Id))).ToArray();
        var answer = new JsonObject { ["notifications"] = new JsonArray(page) };
        if (skip + 100 < posts.Count)
            answer["cursor"] = $"{skip + 100}";
        return answer.ToJsonString();
    }

    private string PostsAsked(RecordedRequest request)
    {
        var asked = System.Web.HttpUtility.ParseQueryString(request.Address.Query).GetValues("uris")!;
        var views = posts.Where(p => asked.Contains(NativeIdOf(p.Id)) || p.IsOwn).Select(p => (JsonNode?)BlueskyWireSamples.Post(p, NativeIdOf(p.Id))).ToArray();
        return new JsonObject { ["posts"] = new JsonArray(views) }.ToJsonString();
    }
}

/// <summary>Answers in the network's form.</summary>
internal static class BlueskyWireSamples
{
    /// <summary>Settings that pass.</summary>
    public static BlueskyOptions Options() => new() { Type = "bluesky", Service = "https://pds.example", Handle = "brand.example", AppPassword = "app-pass-word", FirstReadBack = TimeSpan.FromDays(1) };

    /// <summary>Records good sign-ins.</summary>
    public static void AllowSignIn(RecordedHttp http) => http.On("POST", "/xrpc/com.atproto.server.createSession", 200, Session("access-1", "refresh-1"));

    /// <summary>A session.</summary>
    public static string Session(string access, string refresh) =>
        $$"""{"did":"{{BlueskyContractTests.OwnDid}}","handle":"brand.example","accessJwt":"{{access}}","refreshJwt":"{{refresh}}","active":true}""";

    /// <summary>A post as notifications and lists of posts show it.</summary>
    public static JsonObject Post(Sample sample, string uri) => new()
    {
        ["uri"] = sample.IsOwn ? uri.Replace("did:plc:dana", BlueskyContractTests.OwnDid, StringComparison.Ordinal) : uri,
        ["cid"] = $"bafy{sample.Id}",
        ["author"] = new JsonObject { ["did"] = sample.IsOwn ? BlueskyContractTests.OwnDid : "did:plc:dana", ["handle"] = sample.IsOwn ? "brand.example" : "dana.example" },
        ["reason"] = "mention",
        ["record"] = new JsonObject { ["$type"] = "app.bsky.feed.post", ["text"] = sample.Broken ? 7 : JsonValue.Create(sample.Text), ["createdAt"] = "2026-11-20T08:00:00.000Z" },
        ["isRead"] = false,
        ["indexedAt"] = sample.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
    };
}
