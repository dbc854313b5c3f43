using System.Globalization;
using System.Text.Json.Nodes;
using Listener.Worker.Channels;
using Listener.Worker.Channels.X;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Channels.X;

/// <summary>The contract on mentions of an account on X: newest first, after <c>since_id</c>, paged back with a token.</summary>
public sealed class XContractTests : ReplyingChannelContract
{
    private readonly List<Sample> posts = [];
    private MemorySessionVault vault = new();
    private XChannel channel = null!;

    protected override IMentionSource Source => channel;

    protected override string ReadPath => XSamples.Mentions;

    protected override (string Method, string Path) Posting => ("POST", "/2/tweets");

    [TearDown]
    public void Close() => channel.Dispose();

    protected override void Prepare()
    {
        posts.Clear();
        vault = new MemorySessionVault();
        Http.On("GET", "/2/users/me", 200, """{"data":{"id":"42","username":"acme","name":"Acme"}}""");
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
        Http.On("GET", ReadPath, Page);
    }

    protected override void NetworkAdds(params Sample[] samples) => posts.AddRange(samples);

    protected override string NativeIdOf(string id) => id;

    protected override string GoodAnswer(Reply reply) => """{"data":{"id":"1900","text":"@dana_example Thank you"}}""";

    private XChannel Build()
    {
        var options = XSamples.Options();
        options.DailyReadBudget = 100;
        return new XChannel(Key, options, Client, vault, Clock);
    }

    private HttpResponseMessage Page(RecordedRequest request)
    {
        var newest = posts.OrderByDescending(p => p.At).ToList();
        var since = request.Query("since_id") is { } id ? newest.FindIndex(p => p.Id == id) : newest.Count;
        var start = request.Query("start_time") is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : DateTimeOffset.MinValue;
        var size = int.Parse(request.Query("max_results")!, CultureInfo.InvariantCulture);
        var skip = int.Parse(request.Query("pagination_token") ?? "0", CultureInfo.InvariantCulture);
        var wanted = newest.Take(since).Where(p => p.At >= start).ToList();
        var page = wanted.Skip(skip).Take(size).Select(Post);
        return RecordedHttp.Answer(200, XSamples.List(page, skip + size < wanted.Count ? $"{skip + size}" : null));
    }

    private static JsonNode Post(Sample sample) => XSamples.Post(
        sample.Id, sample.Text, sample.At, sample.IsOwn ? XSamples.OwnId : "77", change: p => p["text"] = sample.Broken ? JsonValue.Create(7) : p["text"]!.DeepClone());
}
