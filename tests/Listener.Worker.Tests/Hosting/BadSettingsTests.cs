using Listener.Worker.Hosting;
using Microsoft.Extensions.Configuration;

namespace Listener.Worker.Tests.Hosting;

/// <summary>Every wrong setting gives one message with its full key and what is expected; several give several; no secret is repeated.</summary>
public sealed class BadSettingsTests
{
    private const string Secret = "hunter2-hunter2";

    [TestCase("Listener:DataFolder", "", "folder")]
    [TestCase("Listener:DataFolder", "   ", "folder")]
    [TestCase("Listener:ModelsFolder", "", "folder")]
    [TestCase("Listener:Url", "5080", "http://127.0.0.1:5080")]
    [TestCase("Listener:Url", "ftp://127.0.0.1", "http://127.0.0.1:5080")]
    [TestCase("Listener:Url", "http://0.0.0.0:5080", "TrustedProxies")]
    [TestCase("Listener:TrustedProxies:0", "proxy.local", "10.0.0.2")]
    [TestCase("Listener:TrustedProxies", "10.0.0.2", "list")]
    [TestCase("Listener:Brand:Name", "", "name")]
    [TestCase("Listener:Brand:TimeZone", "Mars/Olympus", "Europe/Berlin")]
    [TestCase("Listener:Brand:TimeZone", "", "Europe/Berlin")]
    [TestCase("Listener:Brand:Language", "deutsch", "two small letters")]
    [TestCase("Listener:Brand:Language", "DE", "two small letters")]
    [TestCase("Listener:Brand:HelpUrl", "javascript:alert(1)", "https")]
    [TestCase("Listener:Brand:HelpUrl", "http://example.com", "https")]
    [TestCase("Listener:Brand", "Kupferkessel", "section")]
    [TestCase("Listener:Targets:Complaint", "25:00:00", "24 hours")]
    [TestCase("Listener:Targets:Complaint", "1.00:00:01", "24 hours")]
    [TestCase("Listener:Targets:Ceiling", "2.00:00:00", "24 hours")]
    [TestCase("Listener:Targets:Praise", "-00:01:00", "24 hours")]
    [TestCase("Listener:Targets:Praise", "two hours", "hours:minutes:seconds")]
    [TestCase("Listener:Targets:WideReach", "0", "followers")]
    [TestCase("Listener:Targets:WideReach", "many", "number")]
    [TestCase("Listener:Targets:WideReach", "99999999999", "number")]
    [TestCase("Listener:Targets:Complaints", "03:00:00", "did you mean Complaint?")]
    [TestCase("Listener:Delivery:UndoWindow", "00:05:00", "00:01:00")]
    [TestCase("Listener:Delivery:Lease", "00:00:01", "00:00:10")]
    [TestCase("Listener:Delivery:MaxRepliesPerThreadAndHour", "0", "1 to 1000")]
    [TestCase("Listener:Delivery:MaxRepliesPerChannelAndHour", "-5", "1 to 100000")]
    [TestCase("Listener:Delivery:Rehearse", "perhaps", "true or false")]
    [TestCase("Listener:Delivery:Retries", "3", "is not a setting")]
    [TestCase("Listener:TestSpeed", "0", "1 to 1000")]
    [TestCase("Listener:TestSpeed", "1001", "1 to 1000")]
    [TestCase("Listener:TestSpeed", "fast", "number")]
    [TestCase("Listener:Digest:Language", "fr", "en, de, es, et, ro, tr")]
    [TestCase("Listener:Digest:HideHandles", "1.5", "true or false")]
    [TestCase("Listener:Mail:Port", "0", "1 to 65535")]
    [TestCase("Listener:Mail:Port", "smtp", "number")]
    [TestCase("Listener:Mail:From", "not an address", "listener@example.com")]
    [TestCase("Listener:Admin:Email", "ana", "12-256")]
    [TestCase("Listener:Admin:Password", "short", "expected")]
    [TestCase("Serilog:MinimumLevel", "Loud", "Information")]
    [TestCase("Serilog:MinimumLevel:Override:Quartz", "chatty", "Information")]
    [TestCase("Listener:DataFoldr", "data", "did you mean DataFolder?")]
    [TestCase("Listener:Chanels:x:Type", "rss", "did you mean Channels?")]
    [TestCase("Listener:Channels:Bad Name:Type", "rss", "bluesky-main")]
    [TestCase("Listener:Channels:x:Type", "telex", "expected one of")]
    [TestCase("Listener:Channels:x:Handle", "brand.test", "names no kind of channel")]
    [TestCase("Listener:Channels:x:Enabled", "true", "names no kind of channel")]
    public void A_wrong_setting_is_named_with_what_is_expected(string key, string value, string expected)
    {
        var settings = Check((key, value));

        Assert.That(settings.Faults, Is.Not.Empty);
        var parent = key[..key.LastIndexOf(':')];
        Assert.That(settings.Faults.Any(f => (f.Key == key || f.Key.StartsWith(parent, StringComparison.Ordinal) || key.StartsWith(f.Key, StringComparison.Ordinal)) && f.Problem.Contains(expected, StringComparison.Ordinal)), Is.True, settings.Describe());
    }

    [Test]
    public void All_faults_come_in_one_message()
    {
        var settings = Check(("Listener:Url", "x"), ("Listener:Brand:Language", "x"), ("Listener:Mail:Port", "x"), ("Listener:Channels:a:Type", "telex"));

        var message = settings.Describe();

        Assert.That(settings.Faults, Has.Count.EqualTo(4), message);
        Assert.That(message, Does.Contain("Listener:Url").And.Contain("Listener:Brand:Language").And.Contain("Listener:Mail:Port").And.Contain("Listener:Channels:a:Type"));
    }

    [Test]
    public void No_message_repeats_a_secret()
    {
        var settings = Check(
            ("Listener:Mail:Password:x", Secret), ("Listener:Admin:Email", " "), ("Listener:Admin:Password", Secret),
            ("Listener:Channels:b:Type", "bluesky"), ("Listener:Channels:b:AppPassword", Secret), ("Listener:Channels:b:Handle", ""));

        Assert.That(settings.Faults, Is.Not.Empty);
        Assert.That(settings.Describe(), Does.Not.Contain(Secret));
    }

    [TestCase("https://bsky.social", false)]
    [TestCase("http://127.0.0.1:7001", true)]
    [TestCase("http://localhost:7001", true)]
    public void A_test_speed_is_taken_only_while_all_networks_lie_on_this_machine(string service, bool isTaken)
    {
        var settings = Check(
            ("Listener:TestSpeed", "40"), ("Listener:Channels:b:Type", "bluesky"), ("Listener:Channels:b:Service", service), ("Listener:Channels:b:Handle", "brand.test"),
            ("Listener:Channels:b:AppPassword", Secret));

        Assert.That(settings.Faults.Select(f => f.Key), isTaken ? Is.Empty : Is.EqualTo(new[] { "Listener:TestSpeed" }), settings.Describe());
    }

    [Test]
    public void A_feed_keeps_a_test_speed_from_being_taken()
    {
        var settings = Check(
            ("Listener:TestSpeed", "2"), ("Listener:Channels:f:Type", "rss"), ("Listener:Channels:f:Feeds:0:Name", "tests"), ("Listener:Channels:f:Feeds:0:Query", "https://example.com/feed.xml"));

        Assert.That(settings.Faults.Single().Problem, Does.Contain("channel f"));
    }

    [Test]
    public void The_shipped_settings_are_sound()
    {
        var shipped = new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json").Build();

        var settings = ListenerSettings.Check(shipped);

        Assert.That(settings.Faults, Is.Empty, settings.Describe());
    }

    private static ListenerSettings Check(params (string Key, string Value)[] values) =>
        ListenerSettings.Check(new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(v => v.Key, v => (string?)v.Value)).Build());
}
