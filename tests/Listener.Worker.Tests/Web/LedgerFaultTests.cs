using Listener.Worker.Storage;
using Listener.Worker.Storage.Sqlite;
using Listener.Worker.Tests.Support.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Listener.Worker.Tests.Web;

/// <summary>A ledger that does not fit its head: degraded for the monitor, a banner with what to do for people, until somebody accepts it.</summary>
public sealed class LedgerFaultTests
{
    [Test]
    public async Task A_ledger_that_does_not_fit_its_head_is_degraded_and_said_on_the_channels_page_until_it_is_accepted()
    {
        await using var host = await ConsoleHost.StartAsync(prepare: LoseHeadAsync);
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");

        var (health, page) = (await LedgerAsync(host), await ChannelsAsync(client));
        await host.Services.GetRequiredService<IStoreAdministration>().RenewLedgerHeadAsync("ana", default);

        Assert.That(health.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(health.Description, Does.Contain("ledger.head is missing or unreadable").And.Contain("Run 'listener db verify'").And.Contain("--renew-head"));
        Assert.That(page, Does.Contain("ledger-fault").And.Contain("Degraded: reading and sending go on").And.Contain("listener db verify"));
        Assert.That((await LedgerAsync(host)).Status, Is.EqualTo(HealthStatus.Healthy));
        Assert.That(await ChannelsAsync(client), Does.Not.Contain("ledger-fault"));
    }

    private static async Task LoseHeadAsync(SqliteStoreOptions files)
    {
        using (var store = new SqliteStore(files, TimeProvider.System, NullLogger<SqliteStore>.Instance))
            await store.OpenAsync(forService: true, default);
        File.Delete(files.Head);
    }

    private static async Task<HealthReportEntry> LedgerAsync(ConsoleHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(c => c.Name == "ledger")).Entries.Single().Value;

    private static async Task<string> ChannelsAsync(PlainClient client) => await (await client.GetAsync("/channels")).Content.ReadAsStringAsync();
}
