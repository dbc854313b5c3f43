using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Channels;

/// <summary>A text that stands on the made-up network of a contract test.</summary>
/// <param name="Id">Short id; the fixture turns it into the network's own form.</param>
/// <param name="Text">Text.</param>
/// <param name="At">When the network saw it.</param>
/// <param name="IsOwn">True if our account wrote it.</param>
/// <param name="Broken">True if the network gives it out in a form that cannot be read.</param>
public sealed record Sample(string Id, string Text, DateTimeOffset At, bool IsOwn = false, bool Broken = false);

/// <summary>
/// What every channel must do. Situations: first reading, new items, nothing new, many pages, a restart between readings,
/// odd ids, a bad item, lone surrogates and NUL, a token cancelled before, a connection test that passes.
/// </summary>
public abstract class ChannelContract
{
    /// <summary>Time of the tests, UTC.</summary>
    protected static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Key of the channel under test.</summary>
    protected static readonly ChannelKey Key = new("under-test");

    /// <summary>Clock of the channel.</summary>
    protected FastClock Clock { get; private set; } = new(Now);

    /// <summary>Starts each test with an empty network.</summary>
    [SetUp]
    public void Begin() => Clock = new FastClock(Now);

    [Test]
    public async Task Mentions_come_oldest_first_whatever_the_networks_order()
    {
        NetworkHas(At(3, "third"), At(1, "first"), At(2, "second"));

        var page = await ReadAsync(null);

        Assert.That(page.Mentions.Select(m => m.Text), Is.EqualTo(new[] { "first", "second", "third" }));
    }

    [Test]
    public async Task Nothing_new_returns_the_same_cursor()
    {
        NetworkHas(At(1, "first"));
        var (_, cursor) = await ReadAllAsync(null);

        var (again, next) = await ReadAllAsync(cursor);

        Assert.That(again, Is.Empty);
        Assert.That(next, Is.EqualTo(cursor));
    }

    [Test]
    public async Task Only_what_is_new_comes_on_the_next_reading()
    {
        NetworkHas(At(1, "first"));
        var (_, cursor) = await ReadAllAsync(null);
        NetworkAdds(At(2, "second"));

        var (mentions, _) = await ReadAllAsync(cursor);

        Assert.That(mentions.Select(m => m.Text), Is.EqualTo(new[] { "second" }));
    }

    [Test]
    public async Task Cursor_survives_a_restart()
    {
        NetworkHas(At(1, "first"));
        var (_, cursor) = await ReadAllAsync(null);
        NetworkAdds(At(2, "second"));
        Restart();

        var (mentions, _) = await ReadAllAsync(new PollCursor(new string(cursor.Value)));

        Assert.That(mentions.Select(m => m.Text), Is.EqualTo(new[] { "second" }));
    }

    [Test]
    public async Task Many_pages_arrive_whole_and_once()
    {
        NetworkHas([.. Enumerable.Range(1, 250).Select(n => At(n / 10.0, $"text {n:000}", $"id{n}"))]);

        var (mentions, _) = await ReadAllAsync(null);

        Assert.That(mentions.Select(m => m.Text), Is.EqualTo(Enumerable.Range(1, 250).Select(n => $"text {n:000}")));
        Assert.That(mentions.Select(m => m.Id).Distinct().Count(), Is.EqualTo(250));
    }

    [TestCase("9007199254740993")] // one more than a double can hold
    [TestCase("0012")] // a number would lose the zeros
    [TestCase("ABC")] // differs from abc
    [TestCase("abc")]
    public async Task Ids_are_kept_to_the_letter(string id)
    {
        NetworkHas(At(1, "first", id));

        var page = await ReadAsync(null);

        Assert.That(page.Mentions.Single().Id, Is.EqualTo(new MentionId(Key, NativeIdOf(id))));
    }

    [Test]
    public async Task Bad_item_is_set_aside_and_the_rest_arrives()
    {
        NetworkHas([.. Enumerable.Range(1, 100).Select(n => At(n / 10.0, $"text {n}", $"id{n}") with { Broken = n == 50 })]);

        var page = await ReadAsync(null);

        Assert.That(page.Mentions, Has.Count.EqualTo(99));
        Assert.That(page.Quarantined, Has.Count.EqualTo(1));
        Assert.That(page.Quarantined[0].Reason, Is.Not.Empty);
    }

    [Test]
    public async Task Bad_item_is_not_reported_again()
    {
        NetworkHas(At(1, "good"), At(2, "bad", "idbad") with { Broken = true });
        var (_, cursor) = await ReadAllAsync(null);

        var page = await ReadAsync(cursor);

        Assert.That(page.Quarantined, Is.Empty);
        Assert.That(page.Next, Is.EqualTo(cursor));
    }

    [Test]
    public async Task Time_in_the_future_is_set_to_the_time_of_the_reading()
    {
        NetworkHas(new Sample("a1", "early bird", Now.AddDays(3)));

        var page = await ReadAsync(null);

        Assert.That(page.Mentions.Single().PostedAt, Is.EqualTo(Now));
    }

    [Test]
    public async Task Long_text_is_cut_and_marked()
    {
        NetworkHas(At(1, new string('x', MentionLimits.MaxText + 5)));

        var page = await ReadAsync(null);

        Assert.That(page.Mentions.Single().Text, Has.Length.EqualTo(MentionLimits.MaxText));
        Assert.That(page.Mentions.Single().TextWasCut, Is.True);
    }

    [Test]
    public async Task Cancelled_token_stops_the_reading_and_is_no_fault()
    {
        NetworkHas(At(1, "first"));

        await Assert.CatchAsync<OperationCanceledException>(async () => await Source.ReadAsync(Source.Watches[0], null, new CancellationToken(true)));
    }

    [Test]
    public async Task Connection_test_passes_on_good_settings()
    {
        NetworkHas(At(1, "first"));

        var report = await Source.TestAsync(default);

        Assert.That(report.Ok, Is.True, report.Summary);
    }

    [Test]
    public void Every_watch_has_a_name_of_its_own()
    {
        Assert.That(Source.Watches, Is.Not.Empty);
        Assert.That(Source.Watches.Select(w => w.Name), Is.Unique);
        Assert.That(Source.Watches.Select(w => ChannelKey.IsValid(w.Name)), Is.All.True);
    }

    /// <summary>The channel under test.</summary>
    protected abstract IMentionSource Source { get; }

    /// <summary>Makes the channel anew, as a restart would; what it keeps outside survives.</summary>
    protected abstract void Restart();

    /// <summary>Puts exactly these texts on the network.</summary>
    protected abstract void NetworkHas(params Sample[] samples);

    /// <summary>Puts more texts on the network.</summary>
    protected abstract void NetworkAdds(params Sample[] samples);

    /// <summary>The network's form of a sample's id.</summary>
    protected abstract string NativeIdOf(string id);

    /// <summary>A sample some minutes into the hour before now.</summary>
    protected static Sample At(double minutes, string text, string? id = null) => new(id ?? $"id{minutes:0}", text, Now.AddHours(-1).AddMinutes(minutes));

    /// <summary>Reads the first watch once.</summary>
    protected Task<MentionPage> ReadAsync(PollCursor? cursor) => Source.ReadAsync(Source.Watches[0], cursor, default);

    /// <summary>Reads the first watch until nothing more waits.</summary>
    protected async Task<(IReadOnlyList<Mention> Mentions, PollCursor Cursor)> ReadAllAsync(PollCursor? cursor)
    {
        var mentions = new List<Mention>();
        for (var turn = 0; turn < 100; turn++)
        {
            var page = await ReadAsync(cursor);
            mentions.AddRange(page.Mentions);
            cursor = page.Next;
            if (!page.More)
                return (mentions, cursor);
        }
        throw new AssertionException("The channel says for ever that more is waiting.");
    }
}
