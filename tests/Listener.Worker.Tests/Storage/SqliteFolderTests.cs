using System.Runtime.Versioning;
using System.Security.Cryptography;
using Listener.Worker.Storage;
using Listener.Worker.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Listener.Worker.Tests.Storage;

/// <summary>The data folder of the embedded store: lock, marker, key, schema version, damage.</summary>
[TestFixture]
public sealed class SqliteFolderTests
{
    private StoreFolderFixture _folder = null!;

    private SqliteStoreOptions Files => _folder.Options;

    [SetUp]
    public void Begin() => _folder = new StoreFolderFixture();

    [TearDown]
    public void End() => _folder.Dispose();

    [Test]
    public async Task Second_service_on_the_same_folder_is_refused()
    {
        await _folder.OpenAsync();

        Assert.That(() => _folder.New().OpenAsync(true, default), Throws.TypeOf<StoreLockedException>().With.Message.Contains("Another Listener").And.Message.Contains(Files.Folder));
    }

    [Test]
    public async Task Lock_is_free_again_after_the_service_has_ended()
    {
        (await _folder.OpenAsync()).Dispose();

        Assert.That((await _folder.OpenAsync()).IsWritable, Is.True);
    }

    [Test]
    public async Task Beside_a_running_service_the_store_opens_for_reading_only()
    {
        var service = await _folder.OpenAsync();
        var mention = await service.OneAsync();

        var reader = await _folder.OpenAsync(forService: false);

        Assert.That((await reader.FindAsync(mention.Number, default))!.Mention.Text, Is.EqualTo(mention.Mention.Text));
        Assert.That(reader.IsWritable, Is.False);
        Assert.That(() => reader.AssignAsync(mention.Number, "ann", "ann", Given.Noon, default), Throws.TypeOf<StoreException>().With.Message.Contains("reading only"));
    }

    [TestCase(true, "missing")]
    [TestCase(false, "empty")]
    public async Task Lost_database_is_an_error_and_not_a_new_start(bool delete, string word)
    {
        (await _folder.OpenAsync()).Dispose();
        if (delete)
            File.Delete(Files.Database);
        else
            await File.WriteAllBytesAsync(Files.Database, []);

        Assert.That(() => _folder.New().OpenAsync(true, default), Throws.TypeOf<StoreException>().With.Message.Contains(word).And.Message.Contains("restore"));

        File.Delete(Files.Marker);
        Assert.That((await _folder.OpenAsync()).IsWritable, Is.True, "a new start on purpose");
    }

    [Test]
    public async Task Lost_or_cut_key_is_an_error()
    {
        (await _folder.OpenAsync()).Dispose();

        await File.WriteAllBytesAsync(Files.Key, new byte[5]);
        Assert.That(() => _folder.New().OpenAsync(true, default), Throws.TypeOf<StoreException>().With.Message.Contains("ledger.key").And.Message.Contains("5 bytes"));

        File.Delete(Files.Key);
        Assert.That(() => _folder.New().OpenAsync(true, default), Throws.TypeOf<StoreException>().With.Message.Contains("ledger.key").And.Message.Contains("missing"));
        Assert.That(File.Exists(Files.Key), Is.False, "no new key over an old ledger");
    }

    [TestCase(0)]
    [TestCase(32)] // as long as it should be, and nothing in it
    public async Task Key_cut_by_a_power_cut_at_the_very_first_start_is_made_anew(int length)
    {
        Directory.CreateDirectory(Files.Folder);
        await File.WriteAllBytesAsync(Files.Key, new byte[length]);

        Assert.That((await _folder.OpenAsync()).IsWritable, Is.True);
        Assert.That(await File.ReadAllBytesAsync(Files.Key), Has.Length.EqualTo(32).And.Some.Not.Zero);
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public async Task Key_is_readable_by_its_owner_only()
    {
        await _folder.OpenAsync();

        Assert.That(File.GetUnixFileMode(Files.Key), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [TestCase("")]
    [TestCase("-wal")]
    [TestCase("-shm")]
    [Platform("Linux")]
    public async Task File_that_cannot_be_written_is_named_before_the_database_is_opened(string ending)
    {
        (await _folder.OpenAsync()).Dispose();
        var file = Files.Database + ending;
        File.Delete(file);
        // The kernel refuses to open it for writing even to root, for whom tests may run.
        File.CreateSymbolicLink(file, "/sys/kernel/uevent_seqnum");

        Assert.That(() => _folder.New().OpenAsync(true, default), Throws.TypeOf<StoreException>().With.Message.StartsWith($"{file} cannot be written"));
    }

    [Test]
    [Platform("Linux")]
    public void Lock_that_cannot_be_opened_is_not_taken_for_another_service()
    {
        Directory.CreateDirectory(Files.Folder);
        // A program that runs cannot be opened for writing, not even by root, for whom tests may run.
        File.CreateSymbolicLink(Files.Lock, Environment.ProcessPath!);

        Assert.That(() => _folder.New().OpenAsync(true, default), Throws.TypeOf<StoreException>().With.Message.Contains(Files.Lock).And.Message.Not.Contains("Another Listener"));
    }

    [Test]
    public async Task Database_of_a_newer_program_is_refused_and_left_alone()
    {
        (await _folder.OpenAsync()).Dispose();
        Sql($"PRAGMA user_version = {SchemaMigrations.Newest + 1}");
        var before = Hash();

        Assert.That(() => _folder.New().OpenAsync(true, default), Throws.TypeOf<StoreException>().With.Message.Contains("newer version"));
        Assert.That(Hash(), Is.EqualTo(before));
    }

    [Test]
    public void Database_of_another_program_is_refused()
    {
        Directory.CreateDirectory(Files.Folder);
        Sql("CREATE TABLE other (id INTEGER)");

        Assert.That(() => _folder.New().OpenAsync(true, default), Throws.TypeOf<StoreException>().With.Message.Contains("another program"));
    }

    [Test]
    public async Task File_shorter_than_its_header_says_is_sound_while_the_log_has_the_rest()
    {
        var store = await _folder.OpenAsync();
        await store.SaveAsync([.. Enumerable.Range(0, 300).Select(i => Given.Mention("m" + i))]);
        var (database, log) = (await ReadAsync(Files.Database), await ReadAsync(Files.Database + "-wal"));
        store.Dispose();
        // Power is cut while the log is folded into the file: the disk took the new first page before it took the pages at the end.
        (await File.ReadAllBytesAsync(Files.Database)).AsSpan(0, 4096).CopyTo(database);
        await File.WriteAllBytesAsync(Files.Database, database);
        await File.WriteAllBytesAsync(Files.Database + "-wal", log);

        var again = await _folder.OpenAsync();

        Assert.That((await again.ListAsync(new(), default)).Total, Is.EqualTo(300));
        Assert.That(await again.VerifyAsync(default), Is.Empty);
    }

    [Test]
    public async Task Opening_again_applies_no_migration_twice()
    {
        var first = await _folder.OpenAsync();
        var mention = await first.OneAsync();
        first.Dispose();

        var second = await _folder.OpenAsync();

        Assert.That(await second.FindAsync(mention.Number, default), Is.Not.Null);
        Assert.That(Sql("PRAGMA user_version"), Is.EqualTo(SchemaMigrations.Newest));
    }

    [Test]
    public async Task Numbers_of_erased_mentions_are_not_used_again()
    {
        var store = await _folder.OpenAsync();
        var last = (await store.SaveAsync(Given.Mention("m1"))).Added[0];
        await store.EraseAuthorAsync(Given.Channel, "id-alice", default);
        store.Dispose();

        var next = (await (await _folder.OpenAsync()).SaveAsync(Given.Mention("b1", author: "bob"))).Added[0];

        Assert.That(next.Value, Is.GreaterThan(last.Value));
    }

    [Test]
    public async Task Damaged_file_is_refused_with_its_name_and_left_as_it_is([Range(0, 19)] int seed)
    {
        await FillAsync();
        Damage(seed);
        var before = Hash();

        Assert.That(
            () => _folder.New().OpenAsync(true, default),
            Throws.TypeOf<StoreException>().With.Message.Contains(Files.Database).And.Message.Contains("restore"));
        Assert.That(Hash(), Is.EqualTo(before));
    }

    /// <summary>A header, a length or a page is spoilt, so that structure alone shows it.</summary>
    private void Damage(int seed)
    {
        var random = new Random(seed);
        using var file = new FileStream(Files.Database, FileMode.Open);
        switch (seed % 4)
        {
            case 0:
                file.Position = random.Next(0, 16);
                file.WriteByte((byte)(file.ReadByte() ^ 0x5A));
                file.Position = 0;
                file.WriteByte(0);
                break;
            case 1:
                file.SetLength(file.Length - 4096 * random.Next(1, 10) - random.Next(0, 4096));
                break;
            case 2:
                file.SetLength(random.Next(1, 100));
                break;
            default:
                file.Position = 4096L * random.Next(1, 5);
                var page = new byte[4096];
                random.NextBytes(page);
                file.Write(page);
                break;
        }
    }

    private async Task FillAsync()
    {
        var store = await _folder.OpenAsync();
        await store.SaveAsync([.. Enumerable.Range(0, 300).Select(i => Given.Mention("m" + i))]);
        store.Dispose();
    }

    private static async Task<byte[]> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    private string Hash() => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Files.Database)));

    private long Sql(string text)
    {
        using var connection = new SqliteConnection($"Data Source={Files.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar() as long? ?? 0;
    }
}
