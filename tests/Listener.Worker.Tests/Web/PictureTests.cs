using Listener.Worker.Domain;
using Listener.Worker.Tests.Support.Web;
using Microsoft.Playwright;

namespace Listener.Worker.Tests.Web;

/// <summary>Draws the pages into files for people to look at; run by hand with LISTENER_PICTURES set to a folder.</summary>
[Explicit("Draws pictures; set LISTENER_PICTURES to a folder.")]
public sealed class PictureTests
{
    [Test]
    public async Task Pages_are_drawn()
    {
        var folder = Environment.GetEnvironmentVariable("LISTENER_PICTURES") ?? Path.GetTempPath();
        await using var host = await ConsoleHost.StartAsync();
        var numbers = await host.AddAsync(Seeds.Morning());
        await host.Mentions.AddNoteAsync(new Note(0, numbers[0], "ben", DateTimeOffset.UtcNow.AddMinutes(-4), "Known since Monday, fix is being rolled out."), default);
        await using (var plain = await Visitor.OpenAsync(host))
        {
            await plain.Page.GotoAsync("/login");
            await ShootAsync(plain.Page, folder, "login");
        }
        foreach (var (name, dark, width, height) in new[] { ("light", false, 1440, 900), ("dark", true, 1440, 900), ("tablet", false, 1000, 900), ("phone", false, 375, 812) })
        {
            await using var ana = await Visitor.SignedInAsync(host, width: width, height: height, dark: dark);
            await ShootAsync(ana.Page, folder, name + "-inbox");
            await ana.Page.GotoAsync($"/mentions/{numbers[0]}");
            await ShootAsync(ana.Page, folder, name + "-mention");
            await ana.Page.GotoAsync("/approvals");
            await ShootAsync(ana.Page, folder, name + "-approvals");
        }
    }

    private static Task ShootAsync(IPage page, string folder, string name) =>
        page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
}
