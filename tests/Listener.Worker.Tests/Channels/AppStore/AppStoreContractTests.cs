using System.Globalization;
using System.Text.Json.Nodes;
using Listener.Worker.Channels;
using Listener.Worker.Channels.AppStore;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Channels.AppStore;

/// <summary>The contract on an app's reviews; newest first in pages of 200. Our own posts are the responses below reviews.</summary>
public sealed class AppStoreContractTests : ReplyingChannelContract
{
    private readonly List<Sample> reviews = [];
    private AppStoreChannel channel = null!;

    protected override IMentionSource Source => channel;

    protected override string ReadPath => AppStoreSamples.Reviews;

    protected override (string Method, string Path) Posting => ("POST", AppStoreSamples.Responses);

    protected override void Prepare()
    {
        reviews.Clear();
        Restart();
    }

    protected override void Restart() => channel = new AppStoreChannel(Key, AppStoreSamples.Options(), Client, Clock);

    protected override void NetworkHas(params Sample[] samples)
    {
        reviews.Clear();
        NetworkAdds(samples);
        Http.On("GET", ReadPath, Page);
    }

    protected override void NetworkAdds(params Sample[] samples) => reviews.AddRange(samples);

    protected override string NativeIdOf(string id) => id;

    protected override string GoodAnswer(Reply reply) => AppStoreSamples.One(AppStoreSamples.Response("resp-1", reply.Text, Now, "PENDING_PUBLISH"));

    private HttpResponseMessage Page(RecordedRequest request)
    {
        var skip = int.Parse(request.Query("cursor") ?? "0", CultureInfo.InvariantCulture);
        var page = reviews.OrderByDescending(r => r.At).Skip(skip).Take(200).ToList();
        var next = skip + 200 < reviews.Count ? $"https://api.appstoreconnect.apple.com{ReadPath}?cursor={skip + 200}" : null;
        var own = page.Where(r => r.IsOwn).Select(r => (JsonNode)AppStoreSamples.Response($"resp-{r.Id}", r.Text, r.At));
        return RecordedHttp.Answer(200, AppStoreSamples.List(page.Select(Review), own, next));
    }

    private static JsonNode Review(Sample sample) => sample.IsOwn
        ? AppStoreSamples.Review(sample.Id, "a question", sample.At, $"resp-{sample.Id}")
        : AppStoreSamples.Review(sample.Id, sample.Text, sample.At, change: a => a["body"] = sample.Broken ? JsonValue.Create(7) : a["body"]!.DeepClone());
}
