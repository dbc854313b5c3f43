using System.IO.Compression;
using System.Text;
using Listener.Worker.Channels;
using Listener.Worker.Channels.Rss;
using Listener.Worker.Domain;
using Microsoft.AspNetCore.Http;

namespace Listener.Worker.Tests.Channels.Rss;

/// <summary>
/// Feeds from a real web server. Situations: unchanged feed; moved for good and for now; gone; asked to rest; RSS, Atom and
/// RDF; changed entries; HTML; entities undefined, bombs, outside entities; a feed of 50 MB, a gzip bomb, a cut; encodings
/// that lie; private addresses.
/// </summary>
public sealed class RssFeedTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private FeedServer server = null!;
    private RssChannel channel = null!;

    [SetUp]
    public async Task Start()
    {
        server = await FeedServer.StartAsync();
        channel = server.Channel(new FrozenClock(Now));
    }

    [TearDown]
    public async Task Stop() => await server.DisposeAsync();

    [Test]
    public async Task Unchanged_feed_is_asked_for_with_its_marks_and_costs_nothing()
    {
        var marks = new List<(string? Tag, string? Since)>();
        server.Answer = async context =>
        {
            marks.Add((context.Request.Headers.IfNoneMatch, context.Request.Headers.IfModifiedSince));
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.Headers.LastModified = "Fri, 20 Nov 2026 08:00:00 GMT";
            context.Response.StatusCode = marks.Count == 1 ? 200 : 304;
            if (marks.Count == 1)
                await context.Response.WriteAsync(Rss(Item("1", "first")));
        };
        var first = await ReadAsync(null);

        var second = await ReadAsync(first.Next);

        Assert.That(marks[1], Is.EqualTo(("\"v1\"", "Fri, 20 Nov 2026 08:00:00 GMT")));
        Assert.That(second, Has.Property("Mentions").Empty.And.Property("Next").EqualTo(first.Next));
    }

    [TestCase(301, "/new.xml")]
    [TestCase(308, "/new.xml")]
    [TestCase(302, "/feed.xml")]
    [TestCase(307, "/feed.xml")]
    public async Task Only_a_lasting_move_is_remembered(int status, string askedNext)
    {
        server.Answer = context =>
        {
            if (context.Request.Path == "/new.xml")
                return context.Response.WriteAsync(Rss(Item("1", "first")));
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/new.xml";
            return Task.CompletedTask;
        };
        var first = await ReadAsync(null);
        server.Asked.Clear();

        await ReadAsync(first.Next);

        Assert.That(first.Mentions, Has.Count.EqualTo(1));
        Assert.That(server.Asked[0], Is.EqualTo(askedNext));
    }

    [Test]
    public async Task Feed_that_is_gone_is_told_once_and_not_asked_again()
    {
        Status(410);

        var first = await ReadAsync(null);
        var second = await ReadAsync(first.Next);

        Assert.That(first.Quarantined.Single().Reason, Does.Contain("410"));
        Assert.That(second.Quarantined, Is.Empty);
        Assert.That(server.Asked, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Redirects_without_end_are_a_fault()
    {
        server.Answer = context =>
        {
            context.Response.Redirect("/feed.xml?again");
            return Task.CompletedTask;
        };

        var fault = await FaultAsync();

        Assert.That(fault.What, Does.Contain("more than 5"));
    }

    [TestCase("<ttl>60</ttl>", "")]
    [TestCase("", "max-age=3600")]
    public async Task Publisher_who_wants_rest_gets_it(string element, string cacheControl)
    {
        var clock = new FrozenClock(Now);
        channel = server.Channel(clock);
        server.Serve(Encoding.UTF8.GetBytes(Rss(element + Item("1", "first"))), "text/xml", $"Cache-Control: {(cacheControl.Length > 0 ? cacheControl : "no-cache")}");
        var first = await ReadAsync(null);

        clock.Shown += TimeSpan.FromMinutes(59);
        await ReadAsync(first.Next);
        var early = server.Asked.Count;
        clock.Shown += TimeSpan.FromMinutes(2);
        await ReadAsync(first.Next);

        Assert.That((early, server.Asked.Count), Is.EqualTo((1, 2)));
    }

    [Test]
    public async Task Busy_server_is_left_alone_as_long_as_it_says()
    {
        server.Answer = context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "300";
            return Task.CompletedTask;
        };

        var fault = await FaultAsync();

        Assert.That(fault, Has.Property("Kind").EqualTo(ChannelFaultKind.RateLimited).And.Property("RetryAt").EqualTo(Now.AddSeconds(300)));
        Assert.That(server.Asked, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Atom_entry_is_read_with_all_it_says()
    {
        Serve("""
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Blog</title>
            <entry><id>tag:blog.example,2026:1</id><title type="html">Kettles &amp;amp; more</title><link rel="self" href="/self"/><link href="/post/1"/>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It <b>leaks</b>.</p><p>Again.</p></div></content>
            <author><name>Dana</name><email>dana@blog.example</email></author><published>2026-11-19T08:00:00+01:00</published></entry></feed>
            """);

        var mention = (await ReadAsync(null)).Mentions.Single();

        Assert.Multiple(() =>
        {
            Assert.That(mention.Id.NativeId, Is.EqualTo("tag:blog.example,2026:1"));
            Assert.That(mention.Title, Is.EqualTo("Kettles & more"));
            Assert.That(mention.Text, Does.StartWith("It leaks.").And.EndsWith("Again."));
            Assert.That(mention.Author.UserName, Is.EqualTo("Dana"));
            Assert.That(mention.PostedAt, Is.EqualTo(new DateTimeOffset(2026, 11, 19, 7, 0, 0, TimeSpan.Zero)));
            Assert.That(mention.Permalink!.AbsoluteUri, Is.EqualTo($"{server.Address}/post/1"));
            Assert.That(mention.Eligibility.Kind, Is.EqualTo(EligibilityKind.NotAllowed));
        });
    }

    [Test]
    public async Task Rdf_feed_is_read()
    {
        Serve("""
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
            <channel><title>Old</title></channel><item><title>One</title><link>https://old.example/1</link><dc:date>2026-11-19</dc:date><dc:creator>Ana</dc:creator></item></rdf:RDF>
            """);

        var mention = (await ReadAsync(null)).Mentions.Single();

        Assert.That((mention.Id.NativeId, mention.Text, mention.Author.UserName), Is.EqualTo(("https://old.example/1", "One", "Ana")));
    }

    [Test]
    public async Task Changed_entry_comes_again_with_the_same_id_and_another_version()
    {
        Serve(Rss(Item("1", "first"), Item("2", "second")));
        var before = await ReadAsync(null);
        Serve(Rss(Item("1", "first, corrected"), Item("2", "second")));

        var after = await ReadAsync(before.Next);

        Assert.That(after.Mentions.Single().Text, Is.EqualTo("first, corrected"));
        var old = before.Mentions.Single(m => m.Text == "first");
        Assert.That(after.Mentions.Single().Id, Is.EqualTo(old.Id));
        Assert.That(after.Mentions.Single().Version, Is.Not.EqualTo(old.Version));
    }

    [Test]
    public async Task Entry_without_id_and_link_keeps_the_id_made_from_title_and_date()
    {
        Serve(Rss("<item><title>Kettle test</title><pubDate>19 Nov 2026</pubDate></item>"));
        var first = await ReadAsync(null);

        var again = await ReadAsync(first.Next);

        Assert.That(first.Mentions.Single().Id.NativeId, Does.StartWith("news#sha256:"));
        Assert.That(again.Mentions, Is.Empty);
    }

    [Test]
    public async Task Entities_of_html_and_bare_ampersands_are_mended()
    {
        Serve("<rss><channel><item><guid>1</guid><description>caf&eacute;&nbsp;& bar &unknown; AT&T</description></item></channel></rss>");

        Assert.That((await ReadAsync(null)).Mentions.Single().Text, Is.EqualTo("café & bar &unknown; AT&T"));
    }

    [Test]
    public async Task Entity_bomb_expands_nothing()
    {
        var bomb = new StringBuilder("<!DOCTYPE rss [<!ENTITY a0 \"ha\">");
        for (var i = 1; i <= 60; i++)
            bomb.Append($"<!ENTITY a{i} \"&a{i - 1};&a{i - 1};\">");
        Serve($"{bomb}]><rss><channel>{Item("1", "&a60;")}</channel></rss>");

        Assert.That((await ReadAsync(null)).Mentions.Single().Text, Is.EqualTo("&a60;"));
    }

    [TestCase("file:///etc/passwd")]
    [TestCase("http://127.0.0.1:1/secret")]
    public async Task Outside_entity_is_not_fetched(string address)
    {
        Serve($"<!DOCTYPE rss [<!ENTITY x SYSTEM \"{address}\">]><rss><channel>{Item("1", "[&x;]")}</channel></rss>");

        Assert.That((await ReadAsync(null)).Mentions.Single().Text, Is.EqualTo("[&x;]"));
    }

    [Test]
    public async Task Feed_that_breaks_in_the_middle_gives_what_stands_before()
    {
        Serve("<rss><channel>" + Item("1", "whole") + "<item><guid>2</guid><description>half");
        var first = await ReadAsync(null);

        var again = await ReadAsync(first.Next);

        Assert.That(first.Mentions.Select(m => m.Text), Is.EqualTo(new[] { "whole" }));
        Assert.That(first.Quarantined.Single().Reason, Does.Contain("line"));
        Assert.That(again.Quarantined, Is.Empty);
    }

    [Test]
    public async Task Feed_of_fifty_megabytes_is_read_up_to_the_limit()
    {
        var item = Encoding.UTF8.GetBytes(Item("1", new string('x', 5_000)));
        server.Answer = async context =>
        {
            await context.Response.WriteAsync("<rss><channel>" + Item("newest", "newest"));
            for (var sent = 0; sent < 50_000_000; sent += item.Length)
                await context.Response.Body.WriteAsync(item, context.RequestAborted);
        };

        var page = await ReadAsync(null);

        Assert.That(page.Mentions.Select(m => m.Text), Does.Contain("newest"));
        Assert.That(page.Quarantined.Single().Reason, Does.Contain("larger than 8"));
    }

    [Test]
    public async Task Gzip_bomb_is_stopped_at_the_limit()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes("<rss><channel>" + Item("1", "first") + "<item><description>"));
            var zeros = new byte[1_000_000];
            zeros.AsSpan().Fill((byte)'0');
            for (var i = 0; i < 200; i++)
                await gzip.WriteAsync(zeros);
        }
        server.Serve(packed.ToArray(), "application/rss+xml", "Content-Encoding: gzip");

        var page = await ReadAsync(null);

        Assert.That(page.Mentions.Select(m => m.Text), Is.EqualTo(new[] { "first" }));
        Assert.That(page.Quarantined.Single().Reason, Does.Contain("larger than"));
    }

    [TestCase("utf-8", "utf-8", "text/xml; charset=iso-8859-1", "Grüße")] // the header lies
    [TestCase("iso-8859-1", "utf-8", "text/xml", "Grüße")] // the document lies
    [TestCase("utf-8", "iso-8859-1", "text/xml; charset=iso-8859-1", "Grüße")]
    [TestCase("windows-1252", "windows-1252", "text/xml", "Preis: 5 €")]
    [TestCase("koi8-r", "koi8-r", "text/xml", "чайник")]
    [TestCase("utf-16", "utf-16", "text/xml", "Grüße 👋")]
    [TestCase("no-such-encoding", "utf-8", "text/xml", "Grüße")]
    [TestCase("utf-8", "utf-8", "text/html; charset=nonsense", "Grüße")]
    public async Task Encoding_is_found_even_if_it_is_declared_wrongly(string declared, string written, string type, string text)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(written);
        server.Serve([.. encoding.GetPreamble(), .. encoding.GetBytes($"<?xml version=\"1.0\" encoding=\"{declared}\"?>" + Rss(Item("1", text)))], type);

        Assert.That((await ReadAsync(null)).Mentions.Single().Text, Is.EqualTo(text));
    }

    [Test]
    public async Task Bytes_that_fit_no_encoding_are_replaced()
    {
        server.Serve([.. "<rss><channel><item><guid>1</guid><description>a"u8, 0xC3, 0x28, .. "b</description></item></channel></rss>"u8]);

        Assert.That((await ReadAsync(null)).Mentions.Single().Text, Is.EqualTo("a\uFFFD(b"));
    }

    [Test]
    public async Task Utf_7_is_refused()
    {
        server.Serve(Encoding.ASCII.GetBytes(Rss(Item("1", "+ADw-script+AD4-"))), "text/xml; charset=utf-7");

        Assert.That((await FaultAsync()).What, Does.Contain("UTF-7"));
    }

    [TestCase("Thu, 19 Nov 2026 08:00:00 GMT", 8)]
    [TestCase("Thu, 19 Nov 2026 08:00:00 EST", 13)]
    [TestCase("19 Nov 26 08:00 +0100", 7)]
    [TestCase("Thursday, 19 November 2026 08:00:00 +0000", 8)]
    [TestCase("Mon, 19 Nov 2026 08:00:00 GMT", 8)] // a wrong weekday
    [TestCase("2026-11-19T08:00:00Z", 8)]
    [TestCase("2026-11-19 08:00:00", 8)]
    [TestCase("Nov 19, 2026 08:00:00", 8)]
    public async Task Dates_of_many_sorts_are_read(string date, int hour)
    {
        Serve(Rss($"<item><guid>1</guid><description>x</description><pubDate>{date}</pubDate></item>"));

        Assert.That((await ReadAsync(null)).Mentions.Single().PostedAt, Is.EqualTo(new DateTimeOffset(2026, 11, 19, hour, 0, 0, TimeSpan.Zero)));
    }

    [TestCase("yesterday")]
    [TestCase("32 Foo 2026")]
    [TestCase("0001-01-01T00:00:00Z")]
    [TestCase("")]
    public async Task Date_that_is_none_becomes_the_time_of_the_reading(string date)
    {
        Serve(Rss($"<item><guid>1</guid><description>x</description><pubDate>{date}</pubDate></item>"));

        Assert.That((await ReadAsync(null)).Mentions.Single().PostedAt, Is.EqualTo(Now));
    }

    [Test]
    public async Task Private_address_is_refused_unless_it_is_allowed()
    {
        Serve(Rss(Item("1", "first")));
        channel = server.Channel(new FrozenClock(Now), allowPrivate: false);

        var fault = await FaultAsync();

        Assert.That(fault.Kind, Is.EqualTo(ChannelFaultKind.Refused));
        Assert.That(fault.Next, Does.Contain("AllowPrivateAddresses"));
        Assert.That(server.Asked, Is.Empty);
    }

    [Test]
    public async Task Deeply_nested_html_is_read_without_trouble()
    {
        Serve(Rss(Item("1", System.Net.WebUtility.HtmlEncode(string.Concat(Enumerable.Repeat("<div>", 20_000)) + "deep"))));

        Assert.That((await ReadAsync(null)).Mentions.Single().Text, Is.EqualTo("deep"));
    }

    private void Serve(string body) => server.Serve(Encoding.UTF8.GetBytes(body));

    private void Status(int status) => server.Answer = context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private Task<MentionPage> ReadAsync(PollCursor? cursor) => channel.ReadAsync(channel.Watches[0], cursor, default);

    private async Task<ChannelFault> FaultAsync() => (await Assert.ThrowsAsync<ChannelException>(async () => await ReadAsync(null)))!.Fault;

    private static string Rss(params string[] items) => $"<rss version=\"2.0\"><channel><title>News</title>{string.Concat(items)}</channel></rss>";

    private static string Item(string id, string text) => $"<item><guid>{id}</guid><description>{text}</description></item>";

    private sealed class FrozenClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Shown { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Shown;
    }
}
