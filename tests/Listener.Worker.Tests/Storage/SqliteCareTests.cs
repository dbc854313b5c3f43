using System.Text;
using Listener.Worker.Domain;
using Listener.Worker.Storage;
using Listener.Worker.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Listener.Worker.Tests.Storage;

/// <summary>Care of the embedded store: group commit, recovery, tampering, backup and restore, erasing.</summary>
[TestFixture]
public sealed class SqliteCareTests
{
    private StoreFolderFixture _folder = null!;

    private SqliteStoreOptions Files => _folder.Options;

    [SetUp]
    public void Begin() => _folder = new StoreFolderFixture();

    [TearDown]
    public void End() => _folder.Dispose();

    [Test]
    public async Task Writes_that_wait_together_share_a_commit()
    {
        var store = await _folder.OpenAsync();
        var before = store.Commits;

        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => store.WriteValueAsync("k" + i, "v", default)));

        Assert.That(store.Commits - before, Is.LessThan(1_000));
        Assert.That(await store.ReadValueAsync("k1999", default), Is.EqualTo("v"));
    }

    [Test]
    public async Task Write_that_fails_takes_no_other_of_its_commit_with_it()
    {
        var store = await _folder.OpenAsync();
        var mention = await store.OneAsync();
        var writes = Enumerable.Range(0, 300).Select(i => i % 3 == 0
            ? (Task)store.AddNoteAsync(new Note(0, new MentionNumber(999), "ann", Given.Noon, "lost"), default)
            : store.AddNoteAsync(new Note(0, mention.Number, "ann", Given.Noon, "kept"), default)).ToList();

        await Task.WhenAll(writes.Select(w => w.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.That(writes.Count(w => w.IsFaulted), Is.EqualTo(100));
        Assert.That(await store.NotesAsync(mention.Number, default), Has.Count.EqualTo(200));
    }

    [Test]
    public async Task Cancelled_write_is_not_written()
    {
        var store = await _folder.OpenAsync();

        Assert.That(() => store.WriteValueAsync("k", "v", new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await store.ReadValueAsync("k", default), Is.Null);
    }

    [Test]
    public async Task Full_disk_stops_writing_and_space_starts_it_again()
    {
        var store = await _folder.OpenAsync();
        var mention = await store.OneAsync();
        var pages = await store.LimitPagesAsync(null);
        await store.LimitPagesAsync(pages);

        Assert.That(
            () => store.SaveAsync([.. Enumerable.Range(0, 500).Select(i => Given.Mention("big" + i, new string('x', 5_000)))]),
            Throws.TypeOf<StoreException>().With.Message.Contains("full"));

        Assert.That(store.IsWritable, Is.False);
        Assert.That(await store.FindAsync(mention.Number, default), Is.Not.Null, "reading goes on");
        await store.LimitPagesAsync(1_000_000);
        await store.OneAsync("m2");
        Assert.That(store.IsWritable, Is.True);
        Assert.That((await store.ListAsync(new(), default)).Total, Is.EqualTo(2));
    }

    [TestCase("UPDATE reply SET text = 'We pay you 1,000' WHERE seq = 1", "reply, row 1")]
    [TestCase("UPDATE reply SET state = 2, posted_id = 'x' WHERE seq = 1", "reply, row 1")]
    [TestCase("UPDATE reply SET fence = 0 WHERE seq = 2", "reply, row 2")]
    [TestCase("DELETE FROM reply WHERE seq = 1", "ledger, row")]
    [TestCase("UPDATE ledger SET actor = 'bob' WHERE seq = 2", "ledger, row 2")]
    [TestCase("UPDATE ledger SET at = at + 1 WHERE seq = 1", "ledger, row 1")]
    [TestCase("UPDATE ledger SET content = x'00' WHERE seq = 1", "ledger, row 1")]
    [TestCase("UPDATE ledger SET reply = 'not an id' WHERE seq = 1", "ledger, row 1")]
    [TestCase("DELETE FROM ledger WHERE seq = 2", "ledger, row 2")]
    [TestCase("DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)", "ledger, row")]
    [TestCase("UPDATE audit SET who = 'bob' WHERE seq = 1", "audit, row 1")]
    [TestCase("UPDATE audit SET object = '', before = NULL, after = NULL, erased = x'00' WHERE seq = 1", "audit, row 1")]
    [TestCase("DELETE FROM audit WHERE seq = 1", "audit, row 1")]
    [TestCase("DELETE FROM audit WHERE seq = 3; UPDATE chain_head SET seq = 2 WHERE name = 'audit'", "audit, row 2")]
    [TestCase("DELETE FROM audit; DELETE FROM chain_head; INSERT INTO audit SELECT 1, 0, '', '', '', '', '', NULL, x'00', x'00'", "audit, row 1")]
    [TestCase("UPDATE tally SET n = n + 1", "tally")]
    public async Task Tampering_is_found_and_located(string sql, string where)
    {
        var store = await _folder.OpenAsync();
        await FillAsync(store);
        Assert.That(await store.VerifyAsync(default), Is.Empty);

        Sql(Files.Database, sql);

        Assert.That(await store.VerifyAsync(default), Has.Some.StartsWith(where));
    }

    [Test]
    public async Task Backup_made_while_writing_restores_to_a_working_store()
    {
        var store = await _folder.OpenAsync();
        await FillAsync(store);
        var file = Path.Combine(Files.Folder, "backups", "one.db");
        var writing = Task.WhenAll(Enumerable.Range(0, 50).Select(i => store.OneAsync("during" + i)));
        await store.BackupAsync(file, default);
        await writing;
        await store.OneAsync("after");
        store.Dispose();

        var (aside, _, _) = await SqliteRestore.RunAsync(Files, file, [], TimeProvider.System, default);

        var restored = await _folder.OpenAsync();
        Assert.That(File.Exists(aside), Is.True);
        Assert.That(await restored.VerifyAsync(default), Is.Empty);
        Assert.That(await restored.FindAsync(new MentionId(Given.Channel, "m1"), default), Is.Not.Null);
        Assert.That(await restored.FindAsync(new MentionId(Given.Channel, "after"), default), Is.Null);
        Assert.That((await restored.OneAsync("new")).Number.Value, Is.Positive);
    }

    [TestCase("good", false)]
    [TestCase("damaged", true)]
    public async Task What_was_switched_off_since_a_backup_stays_off(string present, bool unreadable)
    {
        var store = await _folder.OpenAsync();
        var file = Path.Combine(Files.Folder, "one.db");
        await store.BackupAsync(file, default);
        await store.WriteValueAsync("sending", "ann stopped it", default);
        store.Dispose();
        if (unreadable)
            await File.WriteAllBytesAsync(Files.Database, new byte[9_000]);

        var restored = await SqliteRestore.RunAsync(Files, file, ["sending", "nothing"], TimeProvider.System, default);

        var again = await _folder.OpenAsync();
        Assert.That(restored.Unreadable, Is.EqualTo(unreadable), present);
        Assert.That(restored.Kept, Is.EqualTo(unreadable ? [] : new[] { "sending" }));
        Assert.That(await again.ReadValueAsync("sending", default), Is.EqualTo(unreadable ? null : "ann stopped it"));
        Assert.That(await again.VerifyAsync(default), Is.Empty);
    }

    [Test]
    public async Task Backup_restored_into_a_new_folder_is_in_use_at_once()
    {
        var store = await _folder.OpenAsync();
        var file = Path.Combine(Files.Folder, "backup.db");
        await store.BackupAsync(file, default);
        var fresh = new SqliteStoreOptions(Directory.CreateDirectory(Path.Combine(Files.Folder, "fresh")).FullName);
        File.Copy(Files.Key, fresh.Key);

        await SqliteRestore.RunAsync(fresh, file, [], TimeProvider.System, default);

        Assert.That(File.Exists(fresh.Marker), Is.True, "verbs that only read take a folder without a marker for an empty one");
    }

    [Test]
    public async Task Restore_is_refused_while_the_service_runs()
    {
        var store = await _folder.OpenAsync();
        var file = Path.Combine(Files.Folder, "one.db");
        await store.BackupAsync(file, default);

        Assert.That(() => SqliteRestore.RunAsync(Files, file, [], TimeProvider.System, default), Throws.TypeOf<StoreLockedException>().With.Message.Contains("Stop it first"));
    }

    [TestCase("garbage")]
    [TestCase("tampered")]
    [TestCase("missing")]
    public async Task Unsound_backup_changes_nothing(string kind)
    {
        var store = await _folder.OpenAsync();
        await FillAsync(store);
        var file = Path.Combine(Files.Folder, "one.db");
        if (kind == "garbage")
            await File.WriteAllTextAsync(file, new string('x', 9_000));
        if (kind == "tampered")
        {
            await store.BackupAsync(file, default);
            Sql(file, "UPDATE ledger SET actor = 'bob' WHERE seq = 1");
        }
        store.Dispose();

        Assert.That(() => SqliteRestore.RunAsync(Files, file, [], TimeProvider.System, default), Throws.TypeOf<StoreException>().With.Message.Contains("one.db"));
        Assert.That(await (await _folder.OpenAsync()).VerifyAsync(default), Is.Empty);
    }

    [Test]
    public async Task No_byte_of_an_erased_author_is_left_in_any_file()
    {
        var store = await _folder.OpenAsync();
        const string Name = "zaphodbeeblebrox";
        for (var i = 0; i < 40; i++)
            await store.SaveAsync([.. Enumerable.Range(0, 10).Select(n => Given.Mention($"m{i}-{n}", $"word{n * i} text", author: n == 3 ? Name : "p" + i))]);
        await store.SaveAsync(Given.Mention("other", $"@{Name} has a point", author: "bob"));
        await store.SaveAsync(Given.Mention("m1-3", "edited", author: Name, version: "v2"));
        var mention = (await store.FindAsync(new MentionId(Given.Channel, "m2-3"), default))!;
        await store.UnderstandAsync(mention.Number);
        var draft = await store.SaveDraftAsync(Given.Draft(mention.Number, $"Dear {Name}, sorry."), default);
        await store.SaveDraftAsync(draft with { Version = 2, Text = $"{Name}, sorry.", State = DraftState.Edited }, default);
        await store.ApproveAsync(
            Reply.To(mention, new ReplyId(Guid.NewGuid()), $"{Name}, sorry.", "en", Given.Noon), draft.Id, 2, "v1", new Decision("ann", Given.Noon), Given.Noon, false, default);
        await store.AddNoteAsync(new Note(0, mention.Number, "ann", Given.Noon, Name + " called"), default);
        await store.AuditAsync(new AuditEntry(Given.Noon, "ann", "note", "mention", null, Name + " called"), default);
        await store.AddDigestAsync("w1", $$"""{"quote":"{{Name}} said"}""", Given.Noon, default);
        await store.SaveBatchAsync(Given.Channel, "brand", Given.Page("c") with { Quarantined = [new("line 1", "cut", $"{{\"by\":\"{Name}\"")] }, Given.Noon, default);
        Assert.That(FilesWith(Name), Is.Not.Empty, "the search itself works");

        await store.EraseAuthorAsync(Given.Channel, "id-" + Name, default);

        Assert.That(FilesWith(Name), Is.Empty);
        Assert.That(await store.VerifyAsync(default), Is.Empty);
        store.Dispose();
        Assert.That(FilesWith(Name), Is.Empty);
    }

    private IEnumerable<string> FilesWith(string name) => Directory.GetFiles(Files.Folder).Where(file => file != Files.Lock).Where(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(name)) >= 0;
    });

    /// <summary>Two replies on their way and three audit rows.</summary>
    private static async Task FillAsync(SqliteStore store)
    {
        foreach (var id in new[] { "m1", "m2" })
        {
            var mention = await store.OneAsync(id);
            var draft = await store.SaveDraftAsync(Given.Draft(mention.Number), default);
            await store.ApproveAsync(
                Reply.To(mention, new ReplyId(Guid.NewGuid()), draft.Text, "en", Given.Noon), draft.Id, 1, "v1", new Decision("ann", Given.Noon), Given.Noon, false, default);
        }
        foreach (var reply in await store.LeaseDueAsync(Given.Noon, TimeSpan.FromMinutes(1), 10, [], default))
            await store.BeginAttemptAsync(reply.Reply.Id, reply.Fence, Given.Noon, Given.Noon.AddMinutes(1), default);
        for (var i = 0; i < 3; i++)
            await store.AuditAsync(new AuditEntry(Given.Noon, "ann", "settings", "key" + i, "a", "b"), default);
    }

    private static void Sql(string file, string text)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Foreign Keys=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
