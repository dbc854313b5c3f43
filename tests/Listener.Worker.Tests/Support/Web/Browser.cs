using Microsoft.Playwright;

namespace Listener.Worker.Tests.Support.Web;

/// <summary>Debian's chromium, one process for all browser tests; each test gets a fresh profile.</summary>
public static class Browser
{
    private const string Executable = "/usr/bin/chromium";

    private static readonly SemaphoreSlim Gate = new(1);
    private static IPlaywright? playwright;
    private static IBrowser? browser;

    /// <summary>The browser; the test is skipped with a reason where chromium is missing, unless everything is required.</summary>
    public static async Task<IBrowser> GetAsync()
    {
        if (!File.Exists(Executable))
        {
            const string reason = "chromium is missing: install Debian's package chromium to run the browser tests";
            if (Environment.GetEnvironmentVariable("LISTENER_REQUIRE_ALL") == "1")
                Assert.Fail(reason);
            Assert.Ignore(reason);
        }
        await Gate.WaitAsync();
        try
        {
            playwright ??= await Playwright.CreateAsync();
            return browser ??= await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Executable,
                Headless = true,
                Args =
                [
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync",
                ],
            });
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>Ends the browser.</summary>
    public static async Task CloseAsync()
    {
        if (browser is not null)
            await browser.CloseAsync();
        playwright?.Dispose();
        (browser, playwright) = (null, null);
    }
}
