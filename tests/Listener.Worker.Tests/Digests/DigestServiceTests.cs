using Listener.Worker.Channels;
using Listener.Worker.Digests;
using Listener.Worker.Storage;
using Listener.Worker.Storage.Sqlite;
using Listener.Worker.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Listener.Worker.Tests.Digests;

/// <summary>When a digest is built, that it is built once, and what becomes of its mails. On a real store.</summary>
public sealed class DigestServiceTests
{
    private static readonly DigestWeek Last = new(2026, 46);
    private string folder = "";
    private ServiceProvider services = null!;
    private FakeClock clock = null!;

    [SetUp]
    public async Task StartAsync()
    {
        folder = Path.Combine(Path.GetTempPath(), "listener-digest-" + Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(folder);
        clock = new FakeClock(new DigestWeek(2026, 47).StartIn(DigestSamples.Tallinn).AddHours(6).AddMinutes(59));
        var collection = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(clock);
        collection.AddSqliteStore(_ => new SqliteStoreOptions(folder));
        services = collection.BuildServiceProvider();
        await services.GetRequiredService<IStoreAdministration>().OpenAsync(true, default);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private IMentionStore Mentions => services.GetRequiredService<IMentionStore>();

    private IOperationsStore Operations => services.GetRequiredService<IOperationsStore>();

    [Test]
    public async Task Last_week_is_built_on_monday_at_seven_and_once()
    {
        await AddAsync(1, Last.StartIn(DigestSamples.Tallinn).AddHours(40));
        var digests = Digests();

        var before = await digests.BuildDueAsync(default);
        clock.Advance(TimeSpan.FromMinutes(1));
        var after = await digests.BuildDueAsync(default);
        await AddAsync(2, Last.StartIn(DigestSamples.Tallinn).AddHours(41));
        await digests.BuildDueAsync(default);

        Assert.That((before, after), Is.EqualTo(((DigestWeek?)null, (DigestWeek?)Last)));
        Assert.That((await digests.GetAsync(Last, default)).Mentions.Count, Is.EqualTo(1));
        Assert.That(await digests.StoredAsync(10, default), Is.EqualTo(new[] { Last }));
    }

    [Test]
    public async Task Nothing_heard_builds_nothing()
    {
        clock.Advance(TimeSpan.FromHours(1));

        var built = await Digests().BuildDueAsync(default);

        Assert.That(built, Is.Null);
    }

    [Test]
    public async Task A_digest_waits_until_the_line_has_understood_the_week()
    {
        clock.Advance(TimeSpan.FromHours(1));
        await AddAsync(1, Last.StartIn(DigestSamples.Tallinn).AddHours(40), understand: false);

        var tooEarly = await Digests().BuildDueAsync(default);
        clock.Advance(TimeSpan.FromDays(1));
        var atLast = await Digests().BuildDueAsync(default);

        Assert.That((tooEarly, atLast), Is.EqualTo(((DigestWeek?)null, (DigestWeek?)Last)));
    }

    [Test]
    public async Task The_running_week_is_fresh_and_not_kept()
    {
        var digests = Digests();
        var first = await digests.GetAsync(digests.RunningWeek, default);
        await AddAsync(1, clock.GetUtcNow().AddMinutes(-5));

        var second = await digests.GetAsync(digests.RunningWeek, default);

        Assert.That((first.Mentions.Count, second.Mentions.Count, second.IsRunning), Is.EqualTo((0, 1, true)));
        Assert.That(await digests.StoredAsync(10, default), Is.Empty);
    }

    [Test]
    public void A_week_that_has_not_begun_is_refused() =>
        Assert.That(() => Digests().GetAsync(new DigestWeek(2026, 48), default), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public async Task A_failed_mail_is_kept_tried_again_later_and_sent_once()
    {
        await AddAsync(1, Last.StartIn(DigestSamples.Tallinn).AddHours(40));
        var sender = new ScriptedSender { Fails = 1 };
        using var mailer = Mailer(sender);

        var failed = await mailer.SendAsync(Last, false, default);
        await mailer.SendAsync(Last, false, default);
        clock.Advance(TimeSpan.FromMinutes(5));
        var sent = await mailer.SendAsync(Last, false, default);
        await mailer.SendAsync(Last, true, default);

        Assert.That((failed[0].Problem, failed[0].SentAt), Is.EqualTo(("the server is away", (DateTimeOffset?)null)));
        Assert.That(sent[0].SentAt, Is.EqualTo(clock.GetUtcNow()));
        Assert.That((sender.Tries, sender.Taken.Count), Is.EqualTo((2, 1)));
    }

    private DigestService Digests() => new(
        Mentions, Operations, Builders.Open(new FakeChannel()), new DigestRules { Brand = "Nordwind", Zone = DigestSamples.Tallinn, Recipients = ["team@example.org"] }, clock);

    private DigestMailer Mailer(IMailSender sender) => new(
        Digests(), sender, Operations, new DigestRules { Recipients = ["team@example.org"] }, MailRules.None with { From = "listener@example.org", PickupFolder = folder }, clock,
        NullLogger<DigestMailer>.Instance);

    private async Task AddAsync(int number, DateTimeOffset at, bool understand = true)
    {
        var sample = DigestSamples.Stored(number, at, channel: Builders.Key);
        var page = new MentionPage([sample.Mention], new PollCursor($"{number}"), false, [], [], null);
        var saved = await Mentions.SaveBatchAsync(Builders.Key, "mentions", page, clock.GetUtcNow(), default);
        if (understand)
            await Mentions.SaveUnderstoodAsync([new UnderstoodMention(saved.Added[0], sample.Classification!, sample.Routing!, null)], default);
    }

    private sealed class ScriptedSender : IMailSender
    {
        public int Fails { get; init; }

        public int Tries { get; private set; }

        public List<OutgoingMail> Taken { get; } = [];

        public Task SendAsync(OutgoingMail mail, CancellationToken token)
        {
            if (++Tries <= Fails)
                throw new MailException("the server is away");
            Taken.Add(mail);
            return Task.CompletedTask;
        }
    }
}
