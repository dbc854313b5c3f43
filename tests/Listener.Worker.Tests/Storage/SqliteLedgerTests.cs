using System.IO.Compression;
using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;
using Listener.Worker.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Listener.Worker.Tests.Storage;

/// <summary>The ledger: whole lives, the end of the chain kept beside the database, stores of schema 1.</summary>
[TestFixture]
public sealed class SqliteLedgerTests
{
    private StoreFolderFixture _folder = null!;

    private SqliteStoreOptions Files => _folder.Options;

    [SetUp]
    public void Begin() => _folder = new StoreFolderFixture();

    [TearDown]
    public void End() => _folder.Dispose();

    [Test]
    public async Task Life_of_a_reply_begins_with_its_proposal()
    {
        var store = await _folder.OpenAsync();
        var mention = await store.OneAsync();
        await store.UnderstandAsync(mention.Number, draft: true);
        var proposed = (await store.DraftsAsync(mention.Number, default)).Single();
        var edited = await store.SaveDraftAsync(proposed with { Version = 2, Text = "Better words", Author = "ann", State = DraftState.Edited }, default);
        var reply = await ApproveAsync(store, mention, edited);
        await SendAsync(store, Given.Noon.AddMinutes(1));

        var life = (await store.LifeAsync(reply.Reply.Id, default))!;

        Assert.That(life.Drafts.Select(d => (d.State, d.Version, d.Actor)), Is.EqualTo(new[] { (DraftState.Proposed, 1, "Listener"), (DraftState.Edited, 2, "ann") }));
        Assert.That(life.Steps.Select(s => s.State), Is.EqualTo(new[] { ReplyState.Approved, ReplyState.Sending }));
        Assert.That(life.Steps.Select(s => s.Until), Is.EqualTo(new DateTimeOffset?[] { Given.Noon.AddSeconds(10), Given.Noon.AddMinutes(2) }), "undo window, lease");
        Assert.That(life.Steps.Select(s => (s.Key, s.TextHash)), Is.All.EqualTo(($"listener-{reply.Reply.Id}", life.Drafts[1].TextHash)));
        Assert.That(life.Drafts[0].TextHash, Is.Not.EqualTo(life.Drafts[1].TextHash));
        Assert.That((life.Steps[1].Attempt, life.Steps[1].Fence), Is.EqualTo((1, 1L)));
    }

    [Test]
    public async Task Life_of_an_erased_reply_keeps_its_steps_and_no_text()
    {
        var store = await _folder.OpenAsync();
        var mention = await store.OneAsync();
        var reply = await ApproveAsync(store, mention, await store.SaveDraftAsync(Given.Draft(mention.Number), default));

        await store.EraseAuthorAsync(Given.Channel, mention.Mention.Author.NativeId, default);

        var life = (await store.LifeAsync(reply.Reply.Id, default))!;
        Assert.That((life.Reply, life.Steps.Count, life.Drafts.Count), Is.EqualTo(((ReplyRecord?)null, 1, 1)));
        Assert.That(life.ErasedAt, Is.Not.Null);
    }

    [Test]
    public async Task Rejected_draft_and_unknown_reply_have_their_say()
    {
        var store = await _folder.OpenAsync();
        var mention = await store.OneAsync();
        var draft = await store.SaveDraftAsync(Given.Draft(mention.Number), default);
        await store.RejectAsync(draft.Id, 1, new Decision("bob", Given.Noon, "wrong tone"), default);

        Assert.That(Number("SELECT count(*) FROM ledger WHERE reply = '' AND state = 103 AND actor = 'bob'"), Is.EqualTo(1));
        Assert.That(await store.LifeAsync(new ReplyId(Guid.NewGuid()), default), Is.Null);
    }

    [Test]
    public async Task Draft_changed_behind_our_back_is_found()
    {
        var store = await _folder.OpenAsync();
        var mention = await store.OneAsync();
        await store.SaveDraftAsync(Given.Draft(mention.Number), default);

        Sql("UPDATE draft SET text = 'We pay you 1,000'");

        Assert.That(await store.VerifyAsync(default), Has.Some.StartsWith("draft, row 1: "));
    }

    [TestCase("UPDATE reply SET text = 'We pay you 1,000'")]
    [TestCase("UPDATE reply SET parent_id = 'elsewhere'")]
    public async Task Reply_changed_behind_our_back_is_not_sent_and_stays_named(string sql)
    {
        var store = await _folder.OpenAsync();
        var mention = await store.OneAsync();
        var reply = await ApproveAsync(store, mention, await store.SaveDraftAsync(Given.Draft(mention.Number), default));

        Sql(sql);
        var due = await store.LeaseDueAsync(Given.Noon.AddMinutes(1), TimeSpan.FromMinutes(1), 10, [], default);

        var held = (await store.FindReplyAsync(reply.Reply.Id, default))!;
        Assert.That((due.Count, held.State), Is.EqualTo((0, ReplyState.NeedsPerson)));
        Assert.That(await store.VerifyAsync(default), Has.Some.StartsWith("reply, row 1: "), "going on does not cover it up");
        await store.SettleAsync(reply.Reply.Id, held.Fence, new Settlement(ReplyState.Approved, Given.Noon, "ann", Given.Noon), default);
        Assert.That(await store.LeaseDueAsync(Given.Noon.AddMinutes(1), TimeSpan.FromMinutes(1), 10, [], default), Is.Empty, "nor does anybody's word");
        Assert.That(await store.VerifyAsync(default), Has.Some.StartsWith("reply, row 1: "));
    }

    [Test]
    public async Task Reply_changed_between_lease_and_attempt_is_not_begun()
    {
        var store = await _folder.OpenAsync();
        var mention = await store.OneAsync();
        await ApproveAsync(store, mention, await store.SaveDraftAsync(Given.Draft(mention.Number), default));
        var due = (await store.LeaseDueAsync(Given.Noon.AddMinutes(1), TimeSpan.FromMinutes(1), 10, [], default)).Single();

        Sql("UPDATE reply SET text = 'We pay you 1,000'");

        Assert.That(await store.BeginAttemptAsync(due.Reply.Id, due.Fence, Given.Noon.AddMinutes(1), Given.Noon.AddMinutes(2), default), Is.Null);
    }

    [Test]
    public async Task Key_of_another_store_is_refused_before_anything_is_written()
    {
        var store = await _folder.OpenAsync();
        await store.AuditAsync(Entry("one"), default);
        var backup = Path.Combine(Files.Folder, "backup.db");
        await store.BackupAsync(backup, default);
        store.Dispose();
        var right = await File.ReadAllBytesAsync(Files.Key);
        await File.WriteAllBytesAsync(Files.Key, [.. right.Select(b => (byte)~b)]);

        Assert.That(() => _folder.OpenAsync(), Throws.TypeOf<StoreException>().With.Message.Contains("is not the key"));
        Assert.That(() => SqliteRestore.RunAsync(Files, backup, [], TimeProvider.System, default), Throws.TypeOf<StoreException>().With.Message.Contains("ledger.key"));

        await File.WriteAllBytesAsync(Files.Key, right);
        var again = await _folder.OpenAsync();
        await again.AuditAsync(Entry("two"), default);
        Assert.That(await again.VerifyAsync(default), Is.Empty);
    }

    [Test]
    public async Task One_proof_that_fails_among_others_is_no_foreign_key()
    {
        var store = await _folder.OpenAsync();
        await store.AuditAsync(Entry("one"), default);
        store.Dispose();

        Sql("UPDATE chain_head SET mac = zeroblob(32)");

        Assert.That(await (await _folder.OpenAsync()).VerifyAsync(default), Has.Some.StartsWith("audit, row 1: the head"));
    }

    [Test]
    public async Task Older_copy_of_the_database_is_found()
    {
        var store = await _folder.OpenAsync();
        await store.AuditAsync(Entry("one"), default);
        var copy = Path.Combine(Files.Folder, "copy.db");
        await store.BackupAsync(copy, default);
        await store.AuditAsync(Entry("two"), default);
        store.Dispose();
        File.Move(copy, Files.Database, overwrite: true);

        var again = await _folder.OpenAsync();

        Assert.That(await again.VerifyAsync(default), Has.Some.StartsWith("audit, row 2: rows up to 2 were removed"));
        await again.AuditAsync(Entry("another two"), default);
        Assert.That(await again.VerifyAsync(default), Has.Some.StartsWith("audit, row 2: another row stood here"), "going on does not cover it up");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Lost_or_spoilt_head_is_told_until_somebody_accepts_it(bool delete)
    {
        (await _folder.OpenAsync()).Dispose();
        if (delete)
            File.Delete(Files.Head);
        else
            await File.WriteAllBytesAsync(Files.Head, new byte[1024]);

        var store = await _folder.OpenAsync();
        Assert.That(await store.VerifyAsync(default), Has.One.StartsWith("ledger.head"));
        store.Dispose();
        store = await _folder.OpenAsync();
        Assert.That(await store.VerifyAsync(default), Has.One.StartsWith("ledger.head"), "opening again does not cover it up");

        await store.RenewLedgerHeadAsync("ann", default);
        Assert.That(await store.VerifyAsync(default), Is.Empty);
        Assert.That((await store.AuditAsync(1, default)).Single(), Has.Property("Who").EqualTo("ann").And.Property("What").EqualTo("ledger head renewed"));
    }

    [Test]
    public async Task Torn_place_of_the_head_leaves_the_other()
    {
        var store = await _folder.OpenAsync();
        await store.AuditAsync(Entry("one"), default);
        await store.AuditAsync(Entry("two"), default);
        store.Dispose();
        var bytes = await File.ReadAllBytesAsync(Files.Head);
        bytes[512 + 30] ^= 1; // the place of the odd turns, written last

        await File.WriteAllBytesAsync(Files.Head, bytes);

        Assert.That(await (await _folder.OpenAsync()).VerifyAsync(default), Is.Empty);
    }

    [Test]
    public async Task What_is_left_of_an_erased_audit_row_cannot_be_changed()
    {
        var store = await _folder.OpenAsync();
        await store.SaveAsync(Given.Mention("m1", author: "zaphod"));
        await store.AuditAsync(new AuditEntry(Given.Noon, "ann", "note", "mention", null, "zaphod called"), default);
        await store.EraseAuthorAsync(Given.Channel, "id-zaphod", default);
        Assert.That(await store.VerifyAsync(default), Is.Empty);

        Sql("UPDATE audit SET who = 'bob' WHERE seq = 1");

        Assert.That(await store.VerifyAsync(default), Has.Some.StartsWith("audit, row 1"));
    }

    [Test]
    public async Task Store_of_schema_1_is_upgraded_and_goes_on()
    {
        await UnpackAsync(Files.Database);

        var store = await _folder.OpenAsync();

        Assert.That(await store.VerifyAsync(default), Is.Empty);
        var waiting = (await store.RepliesInAsync([ReplyState.RetryLater], 10, default)).Single();
        var old = (await store.LifeAsync(waiting.Reply.Id, default))!;
        Assert.That(old.Steps.Select(s => s.State), Is.EqualTo(new[] { ReplyState.Approved, ReplyState.Sending, ReplyState.RetryLater }));
        Assert.That((old.Drafts.Count, old.Steps[1].Key), Is.EqualTo((0, (string?)null)), "schema 1 did not write them");
        await SendAsync(store, Given.Noon.AddHours(1));
        var life = (await store.LifeAsync(waiting.Reply.Id, default))!;
        Assert.That(life.Steps[^1].Key, Is.EqualTo($"listener-{waiting.Reply.Id}"));
        Assert.That(await store.VerifyAsync(default), Is.Empty, "old and new rows in one chain");
        Sql("UPDATE ledger SET until = 5 WHERE seq = 1");
        Assert.That(await store.VerifyAsync(default), Has.Some.StartsWith("ledger, row 1"), "a new field of an old row");
    }

    [Test]
    public async Task Backup_of_schema_1_is_restored()
    {
        var backup = Path.Combine(Files.Folder, "old.db");
        await UnpackAsync(backup);

        await SqliteRestore.RunAsync(Files, backup, [], TimeProvider.System, default);

        Assert.That(await (await _folder.OpenAsync()).VerifyAsync(default), Is.Empty);
    }

    [Test]
    public async Task Health_of_schema_1_goes_to_each_watch_without_its_pause()
    {
        await UnpackAsync(Files.Database);
        var noon = Given.Noon.ToUnixTimeMilliseconds();
        Sql($"""
            INSERT INTO channel (id, key) VALUES (77, 'feeds');
            INSERT INTO cursor (channel, watch, value, saved_at) VALUES (77, 'first', 'c', 1);
            INSERT INTO poll (channel, watch, at, took, read, added, quarantined, fault) VALUES (77, 'first', 1, 1, 0, 0, 0, NULL), (77, 'dead', 1, 1, 0, 0, 0, 'gone');
            INSERT INTO health VALUES (77, 4, {noon + 1000}, 1, {noon}, {noon - 1000}, 2, {noon}, 3, 'gone', 'feed', 'Remove it.', NULL, {noon - 2000})
            """);

        var health = await (await _folder.OpenAsync()).HealthAsync(new ChannelKey("feeds"), default);

        var expected = new WatchHealth(
            0, null, Given.Noon, Given.Noon.AddSeconds(-1), 2, Given.Noon, new ChannelFault(ChannelFaultKind.Refused, "gone", "feed", "Remove it."), Given.Noon.AddSeconds(-2));
        Assert.That((health.PausedByUser, health.Watches.Count), Is.EqualTo((true, 2)));
        Assert.That(health.Watches.Values, Is.All.EqualTo(expected));
    }

    private static AuditEntry Entry(string what) => new(Given.Noon, "ann", what, "key", null, null);

    private static async Task<ReplyRecord> ApproveAsync(SqliteStore store, StoredMention mention, Draft draft) => await store.ApproveAsync(
        Reply.To(mention, new ReplyId(Guid.NewGuid()), draft.Text, "en", Given.Noon), draft.Id, draft.Version, "v1", new Decision("ann", Given.Noon),
        Given.Noon.AddSeconds(10), false, default);

    private static async Task SendAsync(SqliteStore store, DateTimeOffset now)
    {
        foreach (var due in await store.LeaseDueAsync(now, TimeSpan.FromMinutes(1), 10, [], default))
            await store.BeginAttemptAsync(due.Reply.Id, due.Fence, now, now.AddMinutes(1), default);
    }

    /// <summary>A store that the program wrote when its schema was 1: four mentions, three replies, two audit rows, one of them erased.</summary>
    private async Task UnpackAsync(string file)
    {
        var recorded = Path.Combine(TestContext.CurrentContext.TestDirectory, "Storage", "Recorded");
        Directory.CreateDirectory(Files.Folder);
        File.Copy(Path.Combine(recorded, "store-v1.key"), Files.Key);
        await using var packed = new GZipStream(File.OpenRead(Path.Combine(recorded, "store-v1.db.gz")), CompressionMode.Decompress);
        await using var target = File.Create(file);
        await packed.CopyToAsync(target);
    }

    private void Sql(string text) => Number(text);

    private long Number(string text)
    {
        using var connection = new SqliteConnection($"Data Source={Files.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar() as long? ?? 0;
    }
}
