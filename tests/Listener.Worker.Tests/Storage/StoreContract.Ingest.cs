using FsCheck;
using FsCheck.Fluent;
using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Storage;

public abstract partial class StoreContract
{
    [Test]
    public async Task Mention_comes_back_as_it_was_read()
    {
        var read = Given.Mention("m1") with { Title = "Überschrift", Stars = 2, TextWasCut = true, Kind = MentionKind.Review };

        var saved = await Mentions.SaveAsync(read);

        var stored = (await Mentions.FindAsync(saved.Added.Single(), default))!;
        Assert.That(stored.Mention, Is.EqualTo(read));
        Assert.That(stored.State, Is.EqualTo(MentionState.New));
        Assert.That(stored.FirstSeenAt, Is.EqualTo(Given.Noon));
        Assert.That(stored.Classification, Is.Null);
        Assert.That(stored.Routing, Is.Null);
    }

    [TestCase("", TestName = "Empty_text_comes_back")]
    [TestCase("𝒳 👩‍👩‍👧 ığüşöç İ", TestName = "Text_beyond_the_basic_plane_comes_back")]
    [TestCase("'; DROP TABLE mention; --", TestName = "Text_that_looks_like_a_statement_comes_back")]
    [TestCase("line\r\nnext\ttab", TestName = "Line_breaks_come_back")]
    public async Task Odd_text_comes_back(string text)
    {
        var mention = await Mentions.OneAsync(text: text);

        Assert.That(mention.Mention.Text, Is.EqualTo(text));
    }

    [Test]
    public async Task Mention_seen_twice_is_stored_once()
    {
        var first = await Mentions.SaveAsync(Given.Mention("m1"));

        var second = await Mentions.SaveAsync(Given.Mention("m1"), Given.Mention("m2"), Given.Mention("m2"));

        Assert.That(first.Added, Has.Count.EqualTo(1));
        Assert.That(second.Added, Has.Count.EqualTo(1));
        Assert.That(second.Same, Is.EqualTo(2));
        Assert.That((await Mentions.ListAsync(new(), default)).Total, Is.EqualTo(2));
    }

    [TestCase("ABC", "abc")]
    [TestCase("abc", "abc\u200B")] // zero-width space
    [TestCase("é", "e\u0301")] // same look, other bytes
    [TestCase("straße", "strasse")]
    [TestCase("i", "İ")]
    public async Task Ids_that_only_look_alike_are_different(string one, string other)
    {
        var saved = await Mentions.SaveAsync(Given.Mention(one), Given.Mention(other));

        Assert.That(saved.Added, Has.Count.EqualTo(2));
        Assert.That((await Mentions.FindAsync(new MentionId(Given.Channel, other), default))!.Number, Is.EqualTo(saved.Added[1]));
    }

    [Test]
    public async Task Same_native_id_on_another_channel_is_another_mention()
    {
        var other = new ChannelKey("demo-other");
        await Mentions.SaveAsync(Given.Mention("m1"));

        var saved = await Mentions.SaveBatchAsync(other, "brand", Given.Page("c", Given.Mention("m1", channel: other)), Given.Noon, default);

        Assert.That(saved.Added, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Cursor_is_saved_with_the_mentions_of_its_reading()
    {
        await Mentions.SaveBatchAsync(Given.Channel, "brand", Given.Page("after-m1", Given.Mention("m1")), Given.Noon, default);

        Assert.That((await Mentions.ReadCursorAsync(Given.Channel, "brand", default))!.Value, Is.EqualTo("after-m1"));
        Assert.That(await Mentions.ReadCursorAsync(Given.Channel, "other", default), Is.Null);
        Assert.That(await Mentions.ReadCursorAsync(new ChannelKey("nobody"), "brand", default), Is.Null);
    }

    [Test]
    public async Task Reading_that_fails_leaves_neither_mentions_nor_cursor()
    {
        await Mentions.SaveBatchAsync(Given.Channel, "brand", Given.Page("c1", Given.Mention("m1")), Given.Noon, default);
        // A quarantined item without a reason breaks the rules of the store after the mentions were written.
        var broken = Given.Page("c2", Given.Mention("m2")) with { Quarantined = [new QuarantinedItem("line 1", null!, "x")] };

        Assert.That(async () => await Mentions.SaveBatchAsync(Given.Channel, "brand", broken, Given.Noon, default), Throws.Exception);

        Assert.That(await Mentions.FindAsync(new MentionId(Given.Channel, "m2"), default), Is.Null);
        Assert.That((await Mentions.ReadCursorAsync(Given.Channel, "brand", default))!.Value, Is.EqualTo("c1"));
        Assert.That((await Mentions.ListAsync(new(), default)).Total, Is.EqualTo(1));
    }

    [Test]
    public async Task Quarantine_and_gap_are_kept_with_the_reading()
    {
        var gap = new ReadingGap(Given.Noon.AddHours(-2), Given.Noon.AddHours(-1), "the network kept only an hour");
        var page = Given.Page("c1") with { Quarantined = [new QuarantinedItem("line 7", "no text", "{}")], Gap = gap };

        await Mentions.SaveBatchAsync(Given.Channel, "brand", page, Given.Noon, default);

        var kept = (await Mentions.QuarantineAsync(10, default)).Single();
        Assert.That(kept, Is.EqualTo((Given.Channel, Given.Noon, page.Quarantined[0])));
        Assert.That((await Mentions.GapsAsync(Given.Noon.AddHours(-3), Given.Noon.AddMinutes(-90), default)).Single(), Is.EqualTo((Given.Channel, "brand", gap)));
        Assert.That(await Mentions.GapsAsync(gap.To, Given.Noon, default), Is.Empty);
    }

    [Test]
    public async Task Two_readings_at_once_store_each_mention_once()
    {
        var pages = Enumerable.Range(0, 8).Select(start =>
            Given.Page("c" + start, [.. Enumerable.Range(start * 5, 20).Select(i => Given.Mention("m" + i))]));

        var saved = await Task.WhenAll(pages.Select(page => Mentions.SaveBatchAsync(Given.Channel, "brand", page, Given.Noon, default)));

        Assert.That(saved.Sum(s => s.Added.Count), Is.EqualTo(55));
        Assert.That(saved.SelectMany(s => s.Added).Distinct().Count(), Is.EqualTo(55));
        Assert.That((await Mentions.ListAsync(new(), default)).Total, Is.EqualTo(55));
    }

    [Test]
    public void Any_row_of_readings_stores_each_id_once()
    {
        var run = 0;
        var ids = Gen.Elements("a", "A", "á", "a\u0301", "b", "ab", " a", "😀").ListOf().ListOf();

        Prop.ForAll(ids.ToArbitrary(), readings =>
        {
            var channel = new ChannelKey($"run-{run++}");
            foreach (var reading in readings)
                Mentions.SaveBatchAsync(channel, "w", Given.Page("c", [.. reading.Select(id => Given.Mention(id, channel: channel))]), Given.Noon, default)
                    .GetAwaiter().GetResult();
            var total = Mentions.ListAsync(new() { Channels = [channel.Value] }, default).GetAwaiter().GetResult().Total;
            return total == readings.SelectMany(r => r).Distinct(StringComparer.Ordinal).Count();
        }).QuickCheckThrowOnFailure();
    }
}
