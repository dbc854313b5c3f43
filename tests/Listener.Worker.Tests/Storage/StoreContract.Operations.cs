using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Tests.Storage;

public abstract partial class StoreContract
{
    private static User Person(string name) => new(name, "Ann A.", Role.Approver, "pbkdf2$x", "stamp", false, Given.Noon, null, "{}");

    [Test]
    public async Task Claim_has_one_owner_until_it_ends()
    {
        var mention = await Mentions.OneAsync();

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Replies.ClaimAsync(mention.Number, "p" + i, Minute, false, Given.Noon, default)));

        Assert.That(claims.Select(c => c.By).Distinct().Count(), Is.EqualTo(1));
        Assert.That(await Replies.ClaimOfAsync(mention.Number, Given.Noon.AddSeconds(59), default), Is.EqualTo(claims[0]));
        Assert.That(await Replies.ClaimOfAsync(mention.Number, Given.Noon + Minute, default), Is.Null);
    }

    [Test]
    public async Task Claim_fence_rises_with_every_new_owner_and_stays_on_renewal()
    {
        var mention = await Mentions.OneAsync();

        var first = await Replies.ClaimAsync(mention.Number, "ann", Minute, false, Given.Noon, default);
        var renewed = await Replies.ClaimAsync(mention.Number, "ann", Minute, false, Given.Noon.AddSeconds(30), default);
        var taken = await Replies.ClaimAsync(mention.Number, "bob", Minute, true, Given.Noon.AddSeconds(31), default);
        await Replies.ReleaseClaimAsync(mention.Number, "ann", default);
        var stays = await Replies.ClaimOfAsync(mention.Number, Given.Noon.AddSeconds(32), default);
        await Replies.ReleaseClaimAsync(mention.Number, "bob", default);
        var next = await Replies.ClaimAsync(mention.Number, "ann", Minute, false, Given.Noon.AddSeconds(33), default);

        Assert.That((renewed.Fence, renewed.Until), Is.EqualTo((first.Fence, Given.Noon.AddSeconds(90))));
        Assert.That(taken.Fence, Is.GreaterThan(first.Fence));
        Assert.That(stays, Is.EqualTo(taken));
        Assert.That(next.Fence, Is.GreaterThan(taken.Fence));
    }

    [Test]
    public async Task Health_comes_back_as_saved_and_is_fresh_before()
    {
        var fault = new ChannelFault(ChannelFaultKind.RateLimited, "too many calls", "search", "Wait.", Given.Noon.AddMinutes(5));
        var health = new WatchHealth(3, Given.Noon, Given.Noon, Given.Noon.AddHours(-1), 7, Given.Noon.AddMinutes(-9), fault, null);

        var before = await Operations.HealthAsync(Given.Channel, default);
        await Operations.SaveHealthAsync(Given.Channel, "brand", WatchHealth.Fresh, default);
        await Operations.SaveHealthAsync(Given.Channel, "brand", health, default);
        await Operations.SaveHealthAsync(Given.Channel, "product", WatchHealth.Fresh with { LastNew = 1 }, default);

        var after = await Operations.HealthAsync(Given.Channel, default);
        Assert.That((before.PausedByUser, before.Of("brand")), Is.EqualTo((false, WatchHealth.Fresh)));
        Assert.That((after.Of("brand"), after.Of("product").LastNew, after.Of("else")), Is.EqualTo((health, 1, WatchHealth.Fresh)));
    }

    [Test]
    public async Task A_persons_pause_holds_until_it_is_taken_off_and_takes_all_pauses_along()
    {
        var other = new ChannelKey("demo-other");
        var ill = WatchHealth.Fresh with { BackOffLevel = 2, PausedUntil = Given.Noon, FailingSince = Given.Noon.AddHours(-1) };
        await Operations.PauseAsync(Given.Channel, true, default);
        await Operations.PauseAsync(Given.Channel, true, default);
        foreach (var channel in new[] { Given.Channel, other })
            await Operations.SaveHealthAsync(channel, "brand", ill, default);

        var paused = await Operations.HealthAsync(Given.Channel, default);
        await Operations.PauseAsync(Given.Channel, false, default);

        var after = await Operations.HealthAsync(Given.Channel, default);
        var others = await Operations.HealthAsync(other, default);
        Assert.That((paused.PausedByUser, paused.Of("brand")), Is.EqualTo((true, ill)));
        Assert.That((after.PausedByUser, after.Of("brand")), Is.EqualTo((false, ill with { PausedUntil = null })));
        Assert.That((others.PausedByUser, others.Of("brand")), Is.EqualTo((false, ill)));
    }

    [Test]
    public async Task Polls_come_back_oldest_first_since_a_time()
    {
        PollResult At(int minute) => new(Given.Channel, "brand", Given.Noon.AddMinutes(minute), TimeSpan.FromMilliseconds(250), 10, 2, 1, minute == 1 ? "timeout" : null);
        foreach (var minute in new[] { 2, 0, 1 })
            await Operations.AddPollAsync(At(minute), default);

        Assert.That(await Operations.PollsAsync(Given.Channel, Given.Noon.AddMinutes(1), default), Is.EqualTo(new[] { At(1), At(2) }));
    }

    [TestCase("ANN")]
    [TestCase("ann")]
    public async Task User_is_found_without_regard_to_case(string name)
    {
        await Operations.SaveUserAsync(Person("Ann"), default);

        Assert.That(await Operations.FindUserAsync(name, default), Is.EqualTo(Person("Ann")));
    }

    [Test]
    public async Task Only_one_of_many_becomes_the_first_user()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Operations.AddFirstUserAsync(Person("p" + i), default)));

        Assert.That(added.Count(a => a), Is.EqualTo(1));
        Assert.That(await Operations.UsersAsync(default), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Saving_a_user_again_replaces_it()
    {
        await Operations.SaveUserAsync(Person("Ann"), default);

        await Operations.SaveUserAsync(Person("ann") with { Disabled = true, LastSeenAt = Given.Noon }, default);

        Assert.That((await Operations.UsersAsync(default)).Single(), Is.EqualTo(Person("ann") with { Disabled = true, LastSeenAt = Given.Noon }));
    }

    [Test]
    public async Task Named_value_is_set_changed_and_removed()
    {
        await Operations.WriteValueAsync("ui", "a", default);
        await Operations.WriteValueAsync("ui", "b", default);
        var set = await Operations.ReadValueAsync("ui", default);
        await Operations.WriteValueAsync("ui", null, default);

        Assert.That((set, await Operations.ReadValueAsync("ui", default)), Is.EqualTo(("b", (string?)null)));
    }

    [Test]
    public async Task Digest_of_a_week_is_stored_once()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Operations.AddDigestAsync("weekly|2026-W10", "{" + i + "}", Given.Noon, default)));
        await Operations.AddDigestAsync("weekly|2026-W11", "{}", Given.Noon.AddDays(7), default);

        Assert.That(added.Count(a => a), Is.EqualTo(1));
        Assert.That(await Operations.DigestAsync("weekly|2026-W10", default), Is.EqualTo("{" + Array.IndexOf(added, true) + "}"));
        Assert.That(await Operations.DigestKeysAsync(10, default), Is.EqualTo(new[] { "weekly|2026-W11", "weekly|2026-W10" }));
    }

    [Test]
    public async Task Audit_rows_come_newest_first()
    {
        var first = new AuditEntry(Given.Noon, "ann", "sign-in", "ann", null, null);
        var second = new AuditEntry(Given.Noon, "ann", "settings", "Listener:Digest", "a", "b");
        await Operations.AuditAsync(first, default);
        await Operations.AuditAsync(second, default);

        Assert.That(await Operations.AuditAsync(10, default), Is.EqualTo(new[] { second, first }));
        Assert.That(await Operations.AuditAsync(1, default), Is.EqualTo(new[] { second }));
    }

    [Test]
    public async Task Changes_are_followed_from_a_number_on()
    {
        var mention = await Mentions.OneAsync();
        var number = Changes.Latest;
        await Mentions.AssignAsync(mention.Number, "ann", "ann", Given.Noon, default);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        await using var follower = Changes.FollowAsync(number, stop.Token).GetAsyncEnumerator();
        Assert.That(await follower.MoveNextAsync(), Is.True);
        var replayed = follower.Current;
        var waiting = follower.MoveNextAsync().AsTask();
        await Replies.ClaimAsync(mention.Number, "ann", Minute, false, Given.Noon, default);

        Assert.That(replayed, Is.EqualTo(new StoreChange(number + 1, "mention-changed", mention.Number)));
        Assert.That(await waiting, Is.True);
        Assert.That(follower.Current, Is.EqualTo(new StoreChange(number + 2, "claim", mention.Number)));
    }

    [Test]
    public async Task Following_ends_quietly_when_cancelled()
    {
        using var stop = new CancellationTokenSource();
        await using var follower = Changes.FollowAsync(Changes.Latest, stop.Token).GetAsyncEnumerator();
        var waiting = follower.MoveNextAsync().AsTask();

        await stop.CancelAsync();

        Assert.That(await waiting, Is.False);
    }

    [Test]
    public async Task Follower_that_fell_behind_is_told_to_read_anew()
    {
        var mention = await Mentions.OneAsync();
        for (var i = 0; i < 30; i++)
            await Task.WhenAll(Enumerable.Range(0, 150).Select(n => Mentions.AssignAsync(mention.Number, "p" + n, "ann", Given.Noon, default)));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        await using var follower = Changes.FollowAsync(1, stop.Token).GetAsyncEnumerator();
        await follower.MoveNextAsync();

        Assert.That(follower.Current, Is.EqualTo(new StoreChange(Changes.Latest, "reset", null)));
    }

    [Test]
    public async Task Erased_author_is_gone_and_stays_away()
    {
        var (mention, draft, reply) = await ApprovedAsync();
        await Mentions.SaveAsync(Given.Mention("m2", "Also mine"), Given.Mention("b1", "@alice is right", author: "bob"));
        await Mentions.AddNoteAsync(new Note(0, mention.Number, "ann", Given.Noon, "called alice"), default);

        var erased = await Administration.EraseAuthorAsync(Given.Channel, "id-alice", default);
        var saved = await Mentions.SaveAsync(Given.Mention("m1"), Given.Mention("m3"));

        Assert.That(erased.Rows, Is.GreaterThanOrEqualTo(6));
        Assert.That((erased.SavedViews, erased.CannedAnswers.Count), Is.EqualTo((0, 0)));
        Assert.That(saved.Added, Is.Empty);
        Assert.That(await Mentions.FindAsync(mention.Number, default), Is.Null);
        Assert.That(await Replies.FindDraftAsync(draft.Id, default), Is.Null);
        Assert.That(await Replies.FindReplyAsync(reply.Reply.Id, default), Is.Null);
        Assert.That((await Mentions.ListAsync(new() { Search = "alice" }, default)).Total, Is.Zero);
        Assert.That((await Mentions.ListAsync(new(), default)).Items.Single().Mention.Mention.Id.NativeId, Is.EqualTo("b1"));
    }

    [Test]
    public async Task Erasure_takes_the_name_out_of_saved_views_and_names_the_canned_answers_that_hold_it()
    {
        await Mentions.SaveAsync(Given.Mention("m1", author: "Ālice"));
        const string others = """{"Name":"Late","Query":"?q=parcel&lang=de","Owner":"bob","IsShared":true}""";
        await Operations.WriteValueAsync("saved-views", $$"""
            [{"Name":"About ālice","Query":"?view=all&q=%C4%80lice&lang=de","Owner":"ann","IsShared":false},
             {"Name":"Her","Query":"?view=all&q=alice%20-refund","Owner":"ann","IsShared":true}, {{others}}]
            """, default);
        await Operations.WriteValueAsync("canned-answers", """
            [{"Name":"Thanks","Language":"en","Text":"Thank you, ĀLICE."},{"Name":"Late","Language":"en","Text":"It is late."}]
            """, default);

        var erased = await Administration.EraseAuthorAsync(Given.Channel, "id-Ālice", default);
        var again = await Administration.EraseAuthorAsync(Given.Channel, "id-Ālice", default);

        Assert.That((erased.SavedViews, again.SavedViews), Is.EqualTo((2, 0)));
        Assert.That(erased.CannedAnswers, Is.EqualTo(new[] { "Thanks" }));
        Assert.That(await Operations.ReadValueAsync("saved-views", default), Is.EqualTo(
            $$"""[{"Name":"About [erased]","Query":"?view=all\u0026lang=de","Owner":"ann","IsShared":false},{{others.Replace("&", "\\u0026", StringComparison.Ordinal)}}]"""));
        Assert.That(await Operations.ReadValueAsync("canned-answers", default), Does.Contain("ĀLICE"), "a person decides");
    }

    [TestCase("not json")]
    [TestCase("{}")]
    [TestCase("[1, null, {\"Query\": 7}]")]
    public async Task A_saved_value_in_another_form_stops_no_erasure(string stored)
    {
        await Mentions.SaveAsync(Given.Mention("m1"));
        await Operations.WriteValueAsync("saved-views", stored, default);
        await Operations.WriteValueAsync("canned-answers", stored, default);

        var erased = await Administration.EraseAuthorAsync(Given.Channel, "id-alice", default);

        Assert.That((erased.SavedViews, await Operations.ReadValueAsync("saved-views", default)), Is.EqualTo((0, stored)));
    }

    [Test]
    public async Task Erasure_on_one_channel_leaves_the_other()
    {
        var other = new ChannelKey("demo-other");
        await Mentions.SaveBatchAsync(other, "brand", Given.Page("c", Given.Mention("m1", channel: other)), Given.Noon, default);

        await Administration.EraseAuthorAsync(Given.Channel, "id-alice", default);

        Assert.That((await Mentions.ListAsync(new(), default)).Total, Is.EqualTo(1));
    }
}
