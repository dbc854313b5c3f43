using System.Net;
using System.Text.RegularExpressions;
using Listener.Worker.Domain;
using Listener.Worker.Hosting;
using Listener.Worker.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Listener.Worker.Tests.Hosting;

/// <summary>The demonstration as a whole, in this process on a free port. Situations: what is in the store, the link, the digest, settings of a real installation, the end.</summary>
[NonParallelizable]
public sealed partial class DemoStartTests
{
    private DemoSetup demo = null!;
    private WebApplication app = null!;
    private IMentionStore mentions = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        demo = DemoSetup.Create();
        var settings = demo.Settings("http://127.0.0.1:0");
        Assert.That(settings.Faults, Is.Empty);
        new DataFolder(settings.DataFolder).Create();
        app = ListenerHost.Build(settings, Serilog.Core.Logger.None, demo.Register);
        await app.Services.GetRequiredService<IStoreAdministration>().OpenAsync(forService: true, default);
        await demo.FillAsync(app.Services, default);
        await app.StartAsync();
        mentions = app.Services.GetRequiredService<IMentionStore>();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        demo.Dispose();
    }

    [Test]
    public async Task Store_holds_classified_mentions_and_open_drafts()
    {
        var all = await mentions.ListAsync(new MentionFilter(), default);
        var waiting = await mentions.ListAsync(new MentionFilter { HasOpenDraft = true, States = [MentionState.New], PageSize = 500 }, default);

        Assert.That(all.Total, Is.GreaterThanOrEqualTo(420));
        Assert.That(waiting.Total, Is.GreaterThanOrEqualTo(30));
        Assert.That(waiting.Items.Select(i => i.Mention.Classification), Has.None.Null);
        Assert.That(waiting.Items.Select(i => i.Mention.Mention.Id.Channel.Value).Distinct(), Is.EquivalentTo(new[] { "chirp", "stars", "letterbox" }));
    }

    [Test]
    public async Task Answers_of_the_past_were_delivered_at_their_time()
    {
        var now = TimeProvider.System.GetUtcNow();

        var delivered = await app.Services.GetRequiredService<IReplyStore>().DeliveredAsync(now.AddDays(-70), now.AddDays(-2), int.MaxValue, default);

        Assert.That(delivered, Has.Count.GreaterThanOrEqualTo(200));
        Assert.That(delivered.Select(r => r.State), Is.All.EqualTo(ReplyState.Delivered));
        Assert.That(delivered.Select(r => r.ChangedAt - r.Reply.ApprovedAt), Is.All.LessThan(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task Store_is_sound()
    {
        Assert.That(await app.Services.GetRequiredService<IStoreAdministration>().VerifyAsync(default), Is.Empty);
    }

    [Test]
    public async Task Digest_of_last_week_is_there()
    {
        var keys = await app.Services.GetRequiredService<IOperationsStore>().DigestKeysAsync(10, default);

        Assert.That(keys, Has.Count.EqualTo(4));
        Assert.That(keys, Is.Ordered.Descending);
    }

    [Test]
    public async Task Link_signs_in_once_and_shows_the_inbox()
    {
        var address = app.Urls.First();
        var link = DemoSetup.LinkTo(app.Services, address);
        using var client = new HttpClient();

        var form = Fields(await client.GetStringAsync(link));
        var inbox = await (await client.PostAsync($"{address}/login/link", new FormUrlEncodedContent(form))).Content.ReadAsStringAsync();
        using var stranger = new HttpClient();
        var again = await stranger.PostAsync($"{address}/login/link", new FormUrlEncodedContent(Fields(await stranger.GetStringAsync(link))));

        Assert.That(Mentions().Matches(inbox).Select(m => m.Value).Distinct().Count(), Is.GreaterThanOrEqualTo(20));
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public void Channels_of_a_real_installation_are_left_alone()
    {
        Environment.SetEnvironmentVariable("Listener__Channels__real__Type", "bluesky");
        try
        {
            using var other = DemoSetup.Create();

            var settings = other.Settings(null);

            Assert.That(settings.Faults, Is.Empty);
            Assert.That(settings.Channels.Keys.Select(k => k.Value), Is.EquivalentTo(new[] { "chirp", "stars", "letterbox" }));
        }
        finally
        {
            Environment.SetEnvironmentVariable("Listener__Channels__real__Type", null);
        }
    }

    [Test]
    public void Folder_is_gone_afterwards()
    {
        var other = DemoSetup.Create();
        File.WriteAllText(Path.Combine(other.Folder, "some.db"), "");

        other.Dispose();

        Assert.That(Directory.Exists(other.Folder), Is.False);
    }

    private static Dictionary<string, string> Fields(string page) =>
        Inputs().Matches(page).ToDictionary(m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value));

    [GeneratedRegex("""<input[^>]*type="hidden"[^>]*name="(?<name>[^"]+)"[^>]*value="(?<value>[^"]*)""")]
    private static partial Regex Inputs();

    [GeneratedRegex("""/mentions/\d+""")]
    private static partial Regex Mentions();
}
