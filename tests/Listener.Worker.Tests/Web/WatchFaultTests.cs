using Listener.Worker.Channels;
using Listener.Worker.Tests.Support;
using Listener.Worker.Tests.Support.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Listener.Worker.Tests.Web;

/// <summary>A watch that cannot be read: the channels page and the monitor name it, and say since when.</summary>
public sealed class WatchFaultTests
{
    [Test]
    public async Task A_watch_that_cannot_be_read_is_named_to_people_and_to_the_monitor()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");
        var since = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
        var failing = WatchHealth.Fresh with { FailingSince = since, LastPollAt = since.AddDays(1), LastFault = FakeChannel.Fault(ChannelFaultKind.Refused) };
        await host.Operations.SaveHealthAsync(host.Channel.Key, "mentions", failing, default);
        await host.Operations.SaveHealthAsync(host.Channel.Key, "left-the-settings", failing with { FailingSince = since.AddYears(-1) }, default);

        var page = await (await client.GetAsync("/channels")).Content.ReadAsStringAsync();
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(c => c.Name == "channels");

        Assert.That(page, Does.Contain("<strong>mentions</strong>: the network stumbled."));
        Assert.That(report.Entries.Single().Value.Data[host.Channel.Key.Value], Is.EqualTo("failing since 2026-03-02 12:00:00Z: mentions: the network stumbled"));
    }
}
