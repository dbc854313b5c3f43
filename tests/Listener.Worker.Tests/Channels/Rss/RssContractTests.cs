using System.Globalization;
using System.Net;
using Listener.Worker.Channels;
using Listener.Worker.Channels.Rss;

namespace Listener.Worker.Tests.Channels.Rss;

/// <summary>The contract on a feed.</summary>
public sealed class RssContractTests : HttpChannelContract
{
    private readonly List<Sample> items = [];
    private RssChannel channel = null!;

    protected override IMentionSource Source => channel;

    protected override string ReadPath => "/feed.xml";

    protected override void Prepare()
    {
        items.Clear();
        Restart();
    }

    protected override void Restart()
    {
        var options = new RssOptions { Type = "rss" };
        options.Feeds.Add(new WatchOptions { Name = "news", Query = "https://news.example/feed.xml" });
        channel = new RssChannel(Key, options, Client, Clock);
    }

    protected override void NetworkHas(params Sample[] samples)
    {
        items.Clear();
        NetworkAdds(samples);
        Http.On("GET", ReadPath, _ => RecordedHttp.Answer(200, Rss()));
    }

    protected override void NetworkAdds(params Sample[] samples) => items.AddRange(samples);

    protected override string NativeIdOf(string id) => $"news#{id}";

    private string Rss() =>
        $"<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>News</title>{string.Concat(items.OrderByDescending(i => i.At).Select(Item))}</channel></rss>";

    private static string Item(Sample s) => s.Broken
        ? "<item/>"
        : $"<item><guid>{s.Id}</guid><description>{WebUtility.HtmlEncode(s.Text)}</description><pubDate>{s.At.ToString("r", CultureInfo.InvariantCulture)}</pubDate></item>";
}
