using Listener.Worker.Pipeline;
using Listener.Worker.Storage;
using Listener.Worker.Tests.Support.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Listener.Worker.Tests.Web;

/// <summary>The story of a reply in a real browser.</summary>
public sealed class StoryPageTests
{
    [TestCase(320)]
    [TestCase(1280)]
    public async Task Story_opens_fits_the_screen_and_is_accessible(int width)
    {
        await using var host = await ConsoleHost.StartAsync(undo: TimeSpan.Zero);
        var number = (await host.AddAsync(Seeds.One("m1", "Where is my parcel?")))[0];
        var draft = (await host.Replies.DraftsAsync(number, default)).Single();
        await host.Services.GetRequiredService<ApproveDraft>().RunAsync(new ApprovalRequest(draft.Id, 1, "ana", Role.Admin, UndoWindow: TimeSpan.Zero), default);
        await host.DeliverAsync();
        await using var ana = await Visitor.SignedInAsync(host, width: width, height: 900);
        await ana.Page.GotoAsync($"/mentions/{number}");

        await ana.Page.Locator("details.story > summary").ClickAsync();

        Assert.That(await ana.Page.Locator(".story-lines li").CountAsync(), Is.EqualTo(4));
        Assert.That(await ana.SidewaysAsync(), Is.LessThanOrEqualTo(0));
        Assert.That(await ana.AxeAsync(), Is.Empty);
    }
}
