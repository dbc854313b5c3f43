using Listener.Worker.Channels.X;

namespace Listener.Worker.Tests.Channels.X;

/// <summary>Weights and signatures against published examples, and settings.</summary>
public sealed class XTextTests
{
    [TestCase("hello", 5)]
    [TestCase("Grüße", 5)]
    [TestCase("你好", 4)]
    [TestCase("👋", 2)]
    [TestCase("👨‍👩‍👧‍👦", 2)] // one family is one emoji
    [TestCase("https://example.com/a/very/long/address/that/goes/on", 23)]
    [TestCase("see https://a.co now", 31)]
    [TestCase("see example.com now", 31)] // X links bare names too
    [TestCase("mail dana@example.com", 21)]
    [TestCase("fine.Then", 9)]
    [TestCase("e\u0301", 1)] // composed before counting
    [TestCase("–", 1)]
    [TestCase("€", 2)]
    public void Weight_is_as_X_counts(string text, int weight)
    {
        Assert.That(XText.Weight(text), Is.EqualTo(weight));
    }

    // Appendix A.5 of OAuth Core 1.0a.
    [Test]
    public void Signature_is_as_the_standards_example()
    {
        var signer = new XSigner(new XCredentials("dpf43f3p2l4k3l03", "kd94hf93k423kf44", "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"), TimeProvider.System);

        var header = signer.Sign(HttpMethod.Get, new Uri("http://photos.example.net/photos?file=vacation.jpg&size=original"), "kllo9940pd9333jh", 1_191_242_096);

        Assert.That(header, Does.Contain("oauth_signature=\"tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D\""));
    }

    // The example of X's own page on signatures; its form parameters stand in the query here, which signs the same.
    [Test]
    public void Signature_is_as_the_networks_example()
    {
        var signer = new XSigner(
            new XCredentials("xvz1evFS4wEEPTGEFPHBog", "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw", "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb", "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE"),
            TimeProvider.System);

        var header = signer.Sign(
            HttpMethod.Post,
            new Uri("https://api.twitter.com/1.1/statuses/update.json?include_entities=true&status=Hello%20Ladies%20%2B%20Gentlemen%2C%20a%20signed%20OAuth%20request%21"),
            "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
            1_318_622_958);

        Assert.That(header, Does.Contain("oauth_signature=\"hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D\""));
    }

    [Test]
    public void No_two_signatures_are_alike()
    {
        var signer = new XSigner(new XCredentials("a", "b", "c", "d"), new FastClock(DateTimeOffset.UnixEpoch));

        Assert.That(signer.Sign(HttpMethod.Get, new Uri("https://x.example/")), Is.Not.EqualTo(signer.Sign(HttpMethod.Get, new Uri("https://x.example/"))));
    }

    [Test]
    public void Good_settings_pass() => Assert.That(XSamples.Options().Check(), Is.Empty);

    [TestCase("@acme")]
    [TestCase("acme kettles")]
    [TestCase("a-name-too-long-for-x")]
    public void Name_that_is_none_is_named(string handle)
    {
        var options = XSamples.Options();
        options.Handle = handle;

        Assert.That(options.Check().Select(f => f.Key), Is.EqualTo(new[] { "Handle" }));
    }

    [Test]
    public void All_faults_come_at_once_and_repeat_no_secret()
    {
        var options = new XOptions
        {
            Mentions = false, AccessToken = "secret-part", DailyReadBudget = 0, PricePerPost = 2, PricePerOwnedPost = -1, PricePerUser = 3,
            Service = "x", FirstReadBack = TimeSpan.FromDays(7), Timeout = TimeSpan.Zero, PollInterval = TimeSpan.Zero,
        };

        var faults = options.Check().ToList();

        Assert.That(faults.Select(f => f.Key), Is.EquivalentTo(new[]
        {
            "PollInterval", "Handle", "ConsumerKey", "ConsumerSecret", "AccessToken", "AccessTokenSecret", "DailyReadBudget", "PricePerPost", "PricePerOwnedPost", "PricePerUser",
            "Service", "FirstReadBack", "Timeout", "Searches",
        }));
        Assert.That(faults.Select(f => f.Problem), Is.All.Not.Contain("secret-part"));
    }
}
