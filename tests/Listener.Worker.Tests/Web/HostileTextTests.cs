using Listener.Worker.Domain;
using Listener.Worker.Tests.Support.Web;
using static Microsoft.Playwright.Assertions;

namespace Listener.Worker.Tests.Web;

/// <summary>Hostile texts as name, handle, title and body, in a real browser: shown as text, nothing runs, nothing is fetched.</summary>
public sealed class HostileTextTests
{
    private static readonly string[] Payloads =
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "\"><script>alert(1)</script>", "'><img src=x onerror=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>", "javascript:alert(1)", "<a href=\"javascript:alert(1)\">x</a>", "<body onload=alert(1)>",
        "<details open ontoggle=alert(1)>", "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "</textarea><script>alert(1)</script>",
        "</title><script>alert(1)</script>", "<!--<img src=\"--><img src=x onerror=alert(1)>\">", "${alert(1)}", "{{constructor.constructor('alert(1)')()}}",
        "<style>@import 'https://evil.example/x.css'</style>", "<link rel=stylesheet href=https://evil.example/x.css>", "<base href=https://evil.example/>",
        "<form action=https://evil.example><button>go</button></form>", "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<object data=https://evil.example></object>", "<video><source onerror=alert(1)></video>", "<input autofocus onfocus=alert(1)>",
        "&lt;script&gt;alert(1)&lt;/script&gt;", "\u003cscript\u003ealert(1)\u003c/script\u003e", "＜script＞alert(1)＜/script＞", "<scr\u0000ipt>alert(1)</scr\u0000ipt>".Replace("\0", "", StringComparison.Ordinal),
        "https://example.org/\"onmouseover=alert(1)", "https://example.org/?q=<script>alert(1)</script>", "http://[::1]:80/<img src=x onerror=alert(1)>",
        "\u202Etxt.exe\u202C", "a\u2066b\u2069c\u200Bd", "\uFEFFname", "<template><script>alert(1)</script></template>", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<xmp><script>alert(1)</script></xmp>", "]]><script>alert(1)</script>", "%3Cscript%3Ealert(1)%3C/script%3E", "<bdo dir=rtl>abc</bdo>",
    ];

    [Test]
    public async Task Hostile_texts_are_shown_and_never_run()
    {
        await using var host = await ConsoleHost.StartAsync();
        var seeds = Payloads.Select((payload, index) => Hostile(payload, index)).ToArray();
        var numbers = await host.AddAsync(seeds);
        await using var ana = await Visitor.SignedInAsync(host);
        var page = ana.Page;
        await Expect(page.Locator(".row")).ToHaveCountAsync(40);

        for (var index = 0; index < numbers.Count; index++)
        {
            var stored = (await host.Mentions.FindAsync(numbers[index], default))!.Mention;
            await page.Locator($"#row-{numbers[index]} .row-link").ClickAsync();
            await Expect(page.Locator($"#pane[data-mention='{numbers[index]}'] .message.is-current")).ToBeVisibleAsync();
            Assert.That(await page.EvaluateAsync<int>("document.querySelectorAll('main :is(script, img, iframe, object, video, style, link, base, meta, template)').length"), Is.Zero, stored.Text);
            Assert.That(await page.EvaluateAsync<int>("[...document.querySelectorAll('main *')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length"), Is.Zero, stored.Text);
            Assert.That(await page.EvaluateAsync<int>("[...document.querySelectorAll('main a')].filter(a => !/^https?:$/.test(a.protocol)).length"), Is.Zero, stored.Text);
        }
        await page.GotoAsync("/approvals");
        Assert.That(await ana.SidewaysAsync(), Is.LessThanOrEqualTo(0));
    }

    [Test]
    public async Task Links_in_a_mention_lead_outside_without_telling_where_from()
    {
        await using var host = await ConsoleHost.StartAsync();
        var number = (await host.AddAsync(Seeds.One("link", "Look: https://xn--bcher-kva.example/a?b=1."))).Single();
        await using var ana = await Visitor.SignedInAsync(host);
        await ana.Page.GotoAsync($"/mentions/{number}");

        var link = ana.Page.Locator(".message.is-current .foreign a");

        await Expect(link).ToHaveAttributeAsync("href", "https://xn--bcher-kva.example/a?b=1");
        await Expect(link).ToHaveAttributeAsync("title", "xn--bcher-kva.example");
        await Expect(link).ToHaveAttributeAsync("rel", "noopener nofollow noreferrer ugc");
    }

    private static SeededMention Hostile(string payload, int index)
    {
        var seed = Seeds.One("x" + index, payload, draft: payload, name: payload, handle: payload);
        return seed with { Mention = seed.Mention with { Title = payload, Author = new Author("u" + index, payload, payload) } };
    }
}
