using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Listener.Worker.Tests.Support.Web;

/// <summary>A person with a browser of their own. Leaving checks that nothing went to another origin and nothing was reported to the console.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private static readonly string[] AxeTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

    private readonly IBrowserContext context;
    private readonly ConsoleHost host;
    private readonly ConcurrentQueue<string> faults = new();

    private Visitor(IBrowserContext context, IPage page, ConsoleHost host)
    {
        this.context = context;
        this.host = host;
        Page = page;
    }

    /// <summary>The tab.</summary>
    public IPage Page { get; }

    /// <summary>What went wrong in the browser so far.</summary>
    public IReadOnlyCollection<string> Faults => faults;

    /// <summary>Expected faults, for example of a refused form; taken out of <see cref="Faults"/>.</summary>
    public string? Allowed { get; set; }

    /// <summary>Opens a browser profile.</summary>
    public static async Task<Visitor> OpenAsync(ConsoleHost host, bool scripts = true, int width = 1360, int height = 860, bool dark = false, string locale = "en-GB")
    {
        var browser = await Browser.GetAsync();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            JavaScriptEnabled = scripts,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = locale,
            BaseURL = host.Address.ToString(),
        });
        context.SetDefaultTimeout(90_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        var visitor = new Visitor(context, await context.NewPageAsync(), host);
        visitor.Watch();
        return visitor;
    }

    /// <summary>Opens a profile and signs in.</summary>
    public static async Task<Visitor> SignedInAsync(ConsoleHost host, string name = "ana", bool scripts = true, int width = 1360, int height = 860, bool dark = false, string locale = "en-GB")
    {
        var visitor = await OpenAsync(host, scripts, width, height, dark, locale);
        await visitor.Page.GotoAsync("/login");
        await visitor.Page.FillAsync("[name=name]", name);
        await visitor.Page.FillAsync("[name=password]", ConsoleHost.Password);
        await visitor.Page.ClickAsync("main button[type=submit]");
        await visitor.Page.WaitForURLAsync(url => !url.Contains("/login", StringComparison.Ordinal));
        return visitor;
    }

    /// <summary>Findings of axe on the page as it stands.</summary>
    public async Task<IReadOnlyList<string>> AxeAsync()
    {
        var result = await Page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = [.. AxeTags] } });
        return [.. result.Violations.SelectMany(v => v.Nodes.Select(n => $"{v.Id}: {n.Html}"))];
    }

    /// <summary>How many pixels the page is wider than the window.</summary>
    public Task<int> SidewaysAsync() =>
        Page.EvaluateAsync<int>("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - document.documentElement.clientWidth");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await context.CloseAsync();
        var left = faults.Where(f => Allowed is null || !f.Contains(Allowed, StringComparison.Ordinal)).ToList();
        Assert.That(left, Is.Empty, "The browser reported something.");
    }

    private void Watch()
    {
        context.Request += (_, request) =>
        {
            var uri = new Uri(request.Url);
            if (uri.Scheme is not ("data" or "blob" or "about") && uri.Authority != host.Address.Authority)
                faults.Enqueue("request to another origin: " + request.Url);
        };
        context.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                faults.Enqueue($"{message.Type}: {message.Text}");
        };
        context.WebError += (_, error) => faults.Enqueue("script error: " + error.Error);
        context.Dialog += (sender, dialog) =>
        {
            faults.Enqueue("dialog: " + dialog.Message);
            _ = dialog.DismissAsync();
        };
    }
}
