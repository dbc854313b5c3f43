using System.Globalization;
using System.Text.Json.Nodes;
using Listener.Worker.Channels;
using Listener.Worker.Channels.GooglePlay;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Channels.GooglePlay;

/// <summary>The contract on an app's reviews; newest first in pages of 100. Our own posts are the answers below reviews.</summary>
public sealed class GooglePlayContractTests : ReplyingChannelContract
{
    private readonly List<Sample> reviews = [];
    private GooglePlayChannel channel = null!;

    protected override IMentionSource Source => channel;

    protected override string ReadPath => GooglePlaySamples.Reviews;

    protected override (string Method, string Path) Posting => ("POST", $"{GooglePlaySamples.Reviews}/id1:reply");

    [TearDown]
    public void Close() => channel.Dispose();

    protected override void Prepare()
    {
        reviews.Clear();
        GooglePlaySamples.AllowToken(Http);
        channel = Build();
    }

    protected override void Restart()
    {
        channel.Dispose();
        channel = Build();
    }

    protected override void NetworkHas(params Sample[] samples)
    {
        reviews.Clear();
        NetworkAdds(samples);
        Http.On("GET", ReadPath, Page);
    }

    protected override void NetworkAdds(params Sample[] samples) => reviews.AddRange(samples);

    protected override string NativeIdOf(string id) => id;

    protected override string GoodAnswer(Reply reply) => """{"result":{"replyText":"Thank you","lastEdited":{"seconds":"1795176000"}}}""";

    private GooglePlayChannel Build() => new(Key, GooglePlaySamples.Options(), Client, Clock);

    private HttpResponseMessage Page(RecordedRequest request)
    {
        var skip = int.Parse(request.Query("token") ?? "0", CultureInfo.InvariantCulture);
        var page = reviews.OrderByDescending(r => r.At).Skip(skip).Take(100).Select(Review);
        return RecordedHttp.Answer(200, GooglePlaySamples.List(page, skip + 100 < reviews.Count ? $"{skip + 100}" : null));
    }

    private static JsonNode Review(Sample sample) => sample.IsOwn
        ? GooglePlaySamples.Review(sample.Id, "a question", sample.At, sample.Text)
        : GooglePlaySamples.Review(sample.Id, sample.Text, sample.At, change: u => u["text"] = sample.Broken ? JsonValue.Create(7) : u["text"]!.DeepClone());
}
