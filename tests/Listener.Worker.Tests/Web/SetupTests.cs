using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Hosting;
using Listener.Worker.Tests.Support.Web;
using Listener.Worker.Web.Setup;
using static Microsoft.Playwright.Assertions;

namespace Listener.Worker.Tests.Web;

/// <summary>Set-up after the first account: team, first channel with its test, done; what a file or the environment rules stays read-only.</summary>
public sealed class SetupTests
{
    private const string Masto = ChannelForm.Section + "masto:";

    private ConsoleHost host = null!;

    [SetUp]
    public async Task StartAsync() => host = await ConsoleHost.StartAsync();

    [TearDown]
    public ValueTask StopAsync() => host.DisposeAsync();

    [Test]
    public async Task The_team_is_set_up_without_scripts_and_pages_follow_at_once()
    {
        await using var ana = await Visitor.SignedInAsync(host, scripts: false);
        await ana.Page.GotoAsync("/setup/team");
        await Expect(ana.Page.Locator("[name=language]")).ToBeDisabledAsync();
        await Expect(ana.Page.Locator("main")).ToContainTextAsync("Set in --Listener:Brand:Language. Change it there.");

        await ana.Page.SelectOptionAsync("[name=zone]", "Asia/Tokyo");
        await ana.Page.FillAsync("[name=begins]", "07:30");
        await ana.Page.ClickAsync("text=Save and go on");

        await Expect(ana.Page.Locator("h1")).ToHaveTextAsync("First channel");
        var numbers = await host.AddAsync(Seeds.One("m", "A question?"));
        await ana.Page.GotoAsync($"/mentions/{numbers[0]}");
        await Expect(ana.Page.Locator(".message time").First).ToHaveAttributeAsync("datetime", new System.Text.RegularExpressions.Regex(@"\+09:00$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(ana.Page.Locator("[name=for][value=tomorrow]")).ToContainTextAsync("07:30");
        Assert.That(ConsoleFile.ReadIn(host.Folder), Is.EquivalentTo(new Dictionary<string, string> { [SettingsDesk.TimeZoneKey] = "Asia/Tokyo", [SettingsDesk.DayBeginsKey] = "07:30" }));
    }

    [TestCase("zone", "Middle-earth/Shire", "not a time zone")]
    [TestCase("begins", "25:00", "not a time of day")]
    [TestCase("begins", "", "not a time of day")]
    public async Task A_wrong_team_setting_is_refused_and_nothing_is_stored(string field, string value, string said)
    {
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");

        var answer = await client.PostAsync("/setup/team", "/setup/team", (field, value));

        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(said));
        Assert.That(ConsoleFile.ReadIn(host.Folder), Is.Empty);
    }

    [Test]
    public async Task What_is_ruled_elsewhere_is_not_overwritten_by_a_made_up_form()
    {
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");

        await client.PostAsync("/setup/team", "/setup/team", ("language", "tr"), ("zone", "Europe/Tallinn"));

        Assert.That(ConsoleFile.ReadIn(host.Folder).Keys, Is.EqualTo(new[] { SettingsDesk.TimeZoneKey }));
    }

    [Test]
    public async Task A_channel_is_tested_stored_and_named_as_waiting_for_the_next_start()
    {
        var drop = Directory.CreateDirectory(Path.Combine(host.Folder, "drop")).FullName;
        await using var ana = await Visitor.SignedInAsync(host, locale: "de-DE");
        ana.Allowed = "400";
        await ana.Page.GotoAsync("/setup/channel?type=filedrop");

        await ana.Page.FillAsync("[name=Folder]", "/nowhere/at/all");
        await ana.Page.ClickAsync("text=Testen und speichern");
        await Expect(ana.Page.Locator("[role=alert]")).ToContainTextAsync("Folder does not exist");
        await Expect(ana.Page.Locator("[name=Folder]")).ToHaveValueAsync("/nowhere/at/all");
        await ana.Page.FillAsync("[name=Folder]", drop);
        await ana.Page.Keyboard.PressAsync("Enter");

        await Expect(ana.Page.Locator("h1")).ToHaveTextAsync("Listener ist eingerichtet");
        await Expect(ana.Page.Locator("main")).ToContainTextAsync("filedrop-main ist gespeichert");
        Assert.That(Started().Channels[new ChannelKey("filedrop-main")].Check(), Is.Empty);
    }

    [Test]
    public async Task A_secret_is_stored_for_the_owner_only_and_never_shown_or_logged()
    {
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");
        (string, string)[] form = [("type", "mastodon"), ("key", "masto"), ("Server", "https://mastodon.invalid"), ("AccessToken", "canary-7731")];

        var refused = await client.PostAsync("/setup/channel", "/setup/channel?type=mastodon", [.. form, ("do", "test")]);
        var stored = await client.PostAsync("/setup/channel", "/setup/channel?type=mastodon", [.. form, ("do", "save")]);
        var again = await client.PostAsync("/setup/channel", "/setup/channel?type=mastodon", [.. form, ("do", "save")]);

        Assert.That(((int)refused.StatusCode, (int)stored.StatusCode, (int)again.StatusCode), Is.EqualTo((400, 303, 400)));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Not.Contain("canary").And.Contain("Nothing was saved").And.Contain("Save without a test"));
        Assert.That((await host.Operations.AuditAsync(50, default)).Select(a => a.ToString()), Has.None.Contains("canary"));
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(Path.Combine(host.Folder, ConsoleFile.Name)), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(((Worker.Channels.Mastodon.MastodonOptions)Started().Channels[new ChannelKey("masto")]).AccessToken, Is.EqualTo("canary-7731"));
    }

    [Test]
    public async Task A_channel_saved_with_a_wrong_token_is_mended_in_place_and_its_other_settings_stay()
    {
        ConsoleFile.Save(host.Folder, new Dictionary<string, string>
        {
            [Masto + "Type"] = "mastodon", [Masto + "Server"] = "https://wrong.invalid", [Masto + "AccessToken"] = "canary-old", [Masto + "Timeout"] = "00:00:45",
        });
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");
        const string page = "/setup/channel?edit=masto";

        var shown = await (await client.GetAsync(page)).Content.ReadAsStringAsync();
        var refused = await client.PostAsync("/setup/channel", page, ("type", "mastodon"), ("edit", "masto"), ("Server", "no address"), ("AccessToken", "canary-typed"), ("do", "save"));
        var kept = await client.PostAsync("/setup/channel", page, ("type", "mastodon"), ("edit", "masto"), ("Server", "https://right.invalid"), ("AccessToken", ""), ("do", "save"));
        var afterKept = ConsoleFile.ReadIn(host.Folder);
        var mended = await client.PostAsync("/setup/channel", page, ("type", "mastodon"), ("edit", "masto"), ("Server", "https://right.invalid"), ("AccessToken", "canary-new"), ("do", "save"));

        Assert.That(shown, Does.Contain("https://wrong.invalid").And.Contain("Leave it empty to keep it").And.Not.Contain("canary"));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("What was typed was not kept").And.Not.Contain("Leave it empty to keep it.").And.Not.Contain("canary"));
        Assert.That(((int)kept.StatusCode, (int)mended.StatusCode), Is.EqualTo((303, 303)));
        Assert.That((afterKept[Masto + "Server"], afterKept[Masto + "AccessToken"]), Is.EqualTo(("https://right.invalid", "canary-old")));
        Assert.That(ConsoleFile.ReadIn(host.Folder)[Masto + "AccessToken"], Is.EqualTo("canary-new"));
        Assert.That(ConsoleFile.ReadIn(host.Folder)[Masto + "Timeout"], Is.EqualTo("00:00:45"));
    }

    [Test]
    public async Task A_stored_channel_is_removed_with_its_secrets_and_without_scripts()
    {
        ConsoleFile.Save(host.Folder, new Dictionary<string, string>
        {
            [SettingsDesk.TimeZoneKey] = "Asia/Tokyo", [Masto + "Type"] = "mastodon", [Masto + "AccessToken"] = "canary", ["Listener:Channels:masto2:Type"] = "rss",
        });
        await using var ana = await Visitor.SignedInAsync(host, scripts: false);
        await ana.Page.GotoAsync("/setup/channel");

        await ana.Page.Locator("[aria-label='Remove masto']").ClickAsync();
        await Expect(ana.Page.Locator(".own-channels")).ToContainTextAsync("Listener stops reading masto after the next start and forgets its secrets");
        await ana.Page.Locator(".button-danger", new() { HasText = "Remove masto" }).First.ClickAsync();

        await Expect(ana.Page.Locator(".own-channels strong")).ToHaveTextAsync(["masto2"]);
        Assert.That(ConsoleFile.ReadIn(host.Folder).Keys, Is.EquivalentTo(new[] { SettingsDesk.TimeZoneKey, "Listener:Channels:masto2:Type" }));
        var audit = (await host.Operations.AuditAsync(50, default)).Single(a => a.What == "channel removed");
        Assert.That((audit.Who, audit.Object), Is.EqualTo(("ana", "Listener:Channels:masto")));
    }

    [TestCase("/setup/channel", "edit", "fake-main")]
    [TestCase("/setup/channel", "edit", "nobody")]
    [TestCase("/setup/channel/remove", "key", "fake-main")]
    [TestCase("/setup/channel/remove", "key", "")]
    public async Task A_channel_that_the_console_did_not_store_is_neither_changed_nor_removed(string path, string field, string key)
    {
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");

        var answer = await client.PostAsync(path, "/setup/team", ("type", "mastodon"), ("do", "save"), (field, key), ("Server", "https://a.invalid"), ("AccessToken", "t"));

        Assert.That((int)answer.StatusCode, Is.EqualTo(404));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("The console stored no channel of this name"));
        Assert.That(ConsoleFile.ReadIn(host.Folder), Is.Empty);
    }

    [Test]
    public void What_the_next_start_changes_is_said_of_each_channel_and_nothing_is_guessed()
    {
        void Store(string key, string folder) => ConsoleFile.Save(host.Folder, new Dictionary<string, string> { [$"{ChannelForm.Section}{key}:Type"] = "filedrop", [$"{ChannelForm.Section}{key}:Folder"] = folder });
        foreach (var key in new[] { "same", "changed", "removed" })
            Store(key, host.Folder);
        var settings = Started();
        var desk = new SettingsDesk(settings, Microsoft.Extensions.Options.Options.Create(settings.Options), host.Operations, TimeProvider.System);
        Store("changed", host.Folder + "/elsewhere");
        Store("added", host.Folder);
        ConsoleFile.Remove(host.Folder, ChannelForm.Section + "removed");

        Assert.That(desk.OwnChannels(), Is.EqualTo(new OwnChannel[]
        {
            new("added", "filedrop", OwnChannelState.Added), new("changed", "filedrop", OwnChannelState.Changed),
            new("removed", "filedrop", OwnChannelState.Removed), new("same", "filedrop", OwnChannelState.InForce),
        }));
        File.WriteAllText(SettingsFile, "{ broken");
        Assert.That(desk.OwnChannels(), Is.Empty);
    }

    [Test]
    public async Task Only_administrators_change_and_remove_channels()
    {
        ConsoleFile.Save(host.Folder, new Dictionary<string, string> { [Masto + "Type"] = "mastodon" });
        using var client = new PlainClient(host);
        await client.SignInAsync("ben");

        var answer = await client.PostAsync("/setup/channel/remove", "/", ("key", "masto"));

        Assert.That((int)answer.StatusCode, Is.EqualTo(403));
        Assert.That(ConsoleFile.ReadIn(host.Folder), Is.Not.Empty);
    }

    [Test]
    public async Task A_file_nested_by_hand_counts_as_it_stands_and_is_said_once()
    {
        await File.WriteAllTextAsync(SettingsFile, """
            { // by hand
              "Listener": { "Channels": { "masto": { "Type": "mastodon", "Server": "https://a.invalid", "AccessToken": "canary" } } }, }
            """);
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");

        foreach (var step in new[] { "/setup/team", "/setup/channel", "/setup/channel?edit=masto", "/setup/done" })
        {
            var page = await client.GetAsync(step);
            var text = await page.Content.ReadAsStringAsync();
            Assert.That((int)page.StatusCode, Is.EqualTo(200), step);
            Assert.That(System.Text.RegularExpressions.Regex.Count(text, "id=\"file-fault\""), Is.EqualTo(1), step);
            Assert.That(text, Does.Contain("was edited by hand in sections").And.Contain(SettingsFile).And.Not.Contain("canary"), step);
        }
        var saved = await client.PostAsync("/setup/team", "/setup/team", ("begins", "07:30"));

        Assert.That((int)saved.StatusCode, Is.EqualTo(303));
        Assert.That(ConsoleFile.ReadIn(host.Folder), Has.Count.EqualTo(4).And.ContainKey(Masto + "AccessToken").And.ContainKey(SettingsDesk.DayBeginsKey));
        Assert.That(await (await client.GetAsync("/setup/team")).Content.ReadAsStringAsync(), Does.Not.Contain("file-fault"));
    }

    [TestCase("{ broken")]
    [TestCase("[]")]
    [TestCase("")]
    [TestCase("""{ "a": "1", "A": "2" }""")]
    public async Task A_file_that_cannot_be_read_is_said_on_every_step_and_never_written_over(string text)
    {
        await File.WriteAllTextAsync(SettingsFile, text);
        using var client = new PlainClient(host);
        await client.SignInAsync("ana");

        foreach (var step in new[] { "/setup/team", "/setup/channel", "/setup/channel?type=mastodon", "/setup/done" })
        {
            var page = await client.GetAsync(step);
            Assert.That((int)page.StatusCode, Is.EqualTo(200), step);
            Assert.That(await page.Content.ReadAsStringAsync(), Does.Contain($"{SettingsFile} cannot be read").And.Contain("Mend or remove the file, then load this page again"), step);
        }
        var team = await client.PostAsync("/setup/team", "/setup/team", ("begins", "07:30"));
        var channel = await client.PostAsync("/setup/channel", "/setup/team", ("type", "filedrop"), ("key", "drop"), ("Folder", host.Folder), ("do", "save"));
        var gone = await client.PostAsync("/setup/channel/remove", "/setup/team", ("key", "drop"));

        foreach (var answer in new[] { team, channel, gone })
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(400));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Nothing was saved: the settings file cannot be read"));
        }
        Assert.That(await File.ReadAllTextAsync(SettingsFile), Is.EqualTo(text));
    }

    [Test]
    public void Settings_of_the_console_are_the_weakest_source()
    {
        ConsoleFile.Save(host.Folder, new Dictionary<string, string> { [SettingsDesk.TimeZoneKey] = "Asia/Tokyo", ["Listener:Brand:Signature"] = "from the console" });

        var alone = Started();
        var ruled = Started(("Listener:Brand:TimeZone", "Europe/Tallinn"));

        Assert.That((alone.Options.Brand.TimeZone, ruled.Options.Brand.TimeZone), Is.EqualTo(("Asia/Tokyo", "Europe/Tallinn")));
    }

    [Test]
    public void A_broken_file_of_the_console_is_a_fault_that_names_it()
    {
        File.WriteAllText(Path.Combine(host.Folder, ConsoleFile.Name), "{ broken");

        var fault = Started().Faults.Single();

        Assert.That(fault.ToString(), Does.Contain(Path.Combine(host.Folder, ConsoleFile.Name)).And.Contain("is not valid JSON"));
    }

    [Test]
    public void Every_kind_of_channel_asks_for_something_or_needs_nothing()
    {
        foreach (var type in ChannelCatalog.All.Where(t => t.Name != "demo"))
            Assert.That(ChannelForm.FieldsOf(type), Is.Not.Empty, type.Name);
    }

    private string SettingsFile => Path.Combine(host.Folder, ConsoleFile.Name);

    private ListenerSettings Started(params (string Key, string Value)[] more) =>
        ListenerSettings.Load(more.Append(("Listener:DataFolder", host.Folder)).ToDictionary(m => m.Item1, m => (string?)m.Item2));
}
