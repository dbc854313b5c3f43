using Listener.Worker.Channels;
using Listener.Worker.Channels.Mastodon;

namespace Listener.Worker.Tests.Channels.Mastodon;

/// <summary>Every wrong setting is named with its key, and no secret is repeated.</summary>
public sealed class MastodonOptionsTests
{
    [Test]
    public void Good_settings_pass() => Assert.That(MastodonSamples.Options().Check(), Is.Empty);

    [TestCase("", false)]
    [TestCase("social.example", false)]
    [TestCase("http://social.example", false)] // the token would travel in the clear
    [TestCase("http://127.0.0.1:3000", true)]
    [TestCase("https://social.example", true)]
    public void Server_is_an_address_that_keeps_the_token_safe(string server, bool passes)
    {
        var options = MastodonSamples.Options();
        options.Server = server;

        Assert.That(options.Check().Select(f => f.Key), passes ? Is.Empty : Is.EqualTo(new[] { "Server" }));
    }

    [TestCase("acme kettle", false)]
    [TestCase("#acme", false)]
    [TestCase("", false)]
    [TestCase("kännchen_2", true)]
    public void Hashtag_is_a_single_word_without_its_mark(string tag, bool passes)
    {
        var options = MastodonSamples.Options();
        options.Hashtags.Add(new WatchOptions { Name = "tag", Query = tag });

        Assert.That(options.Check().Select(f => f.Key), passes ? Is.Empty : Is.EqualTo(new[] { "Hashtags:0:Query" }));
    }

    [Test]
    public void All_faults_come_at_once()
    {
        var options = new MastodonOptions { Mentions = false, Timeout = TimeSpan.Zero, FirstReadBack = TimeSpan.FromDays(31), PollInterval = TimeSpan.Zero };

        Assert.That(options.Check().Select(f => f.Key), Is.EquivalentTo(new[] { "PollInterval", "Server", "AccessToken", "FirstReadBack", "Timeout", "Hashtags" }));
    }
}
