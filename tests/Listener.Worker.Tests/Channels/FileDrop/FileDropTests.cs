using System.Text;
using Listener.Worker.Channels;
using Listener.Worker.Channels.FileDrop;
using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Channels.FileDrop;

/// <summary>
/// Files as they come. Situations: all columns; other names and separators; quotes and line breaks; rows that are broken in
/// every known way; whole files that are; a crash at any page; a file still being written, replaced, or named twice.
/// </summary>
public sealed class FileDropTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private DropFolderFixture drop = null!;

    [SetUp]
    public void Open() => drop = new DropFolderFixture(new FastClock(Now));

    [TearDown]
    public void Close() => drop.Dispose();

    [Test]
    public async Task Row_is_read_with_all_its_columns()
    {
        drop.Put("a.csv", """"
            id,text,author,authorId,postedAt,url,stars,lang,kind,title,reach,thread,audience,internal note
            r-1,"It leaks, ""badly""",Dana,u7,2026-11-19T08:00:00+01:00,https://shop.example/r/1,2,de-AT,review,Kettle,1200,t-9,unlisted,ignored
            """");

        var mention = (await drop.ReadAllAsync()).Mentions.Single();

        Assert.Multiple(() =>
        {
            Assert.That(mention.Id.NativeId, Is.EqualTo("r-1"));
            Assert.That(mention.Text, Is.EqualTo("It leaks, \"badly\""));
            Assert.That(mention.Author, Is.EqualTo(new Author("u7", "Dana", "Dana", 1200)));
            Assert.That(mention.PostedAt, Is.EqualTo(new DateTimeOffset(2026, 11, 19, 7, 0, 0, TimeSpan.Zero)));
            Assert.That(mention.Permalink, Is.EqualTo(new Uri("https://shop.example/r/1")));
            Assert.That((mention.Stars, mention.LanguageHint, mention.Kind, mention.Title), Is.EqualTo(((int?)2, "de", MentionKind.Review, "Kettle")));
            Assert.That((mention.Conversation.ThreadId, mention.Conversation.ParentId, mention.Conversation.Audience), Is.EqualTo(("t-9", "r-1", Audience.Unlisted)));
            Assert.That(mention.Eligibility.Kind, Is.EqualTo(EligibilityKind.ManualOnly));
        });
    }

    [TestCase("id;text;author\n1;a, b;Dana\n", "a, b")]
    [TestCase("id\ttext\tauthor\n1\ta; b\tDana\n", "a; b")]
    [TestCase("\uFEFFID,Body,User Name\r\n1,windows lines,Dana\r\n", "windows lines")]
    [TestCase("id,text,author\n\n1,no line break at the end,Dana", "no line break at the end")]
    [TestCase("id,text,author\n1,\"two\nlines\",Dana\n", "two\nlines")]
    [TestCase("id,text,author\n1,a 5\" screen,Dana\n", "a 5\" screen")]
    [TestCase("{\"id\":1,\"text\":\"json\",\"author\":\"Dana\",\"stars\":null}", "json")]
    [TestCase("\uFEFF\n{\"Id\":\"1\",\"TEXT\":\"with mark\",\"author\":\"Dana\",\"tags\":[1]}", "with mark")]
    public async Task Common_forms_of_files_are_understood(string content, string text)
    {
        drop.Put(content.Contains('{', StringComparison.Ordinal) ? "a.jsonl" : "a.csv", content);

        var (mentions, bad, _) = await drop.ReadAllAsync();

        Assert.That(bad, Is.Empty);
        Assert.That(mentions.Single().Text, Is.EqualTo(text));
    }

    [TestCase("2,late", "2 columns")] // columns missing
    [TestCase("2,a,Dana,,,,", "7 columns")]
    [TestCase(",no id,Dana,,,", "no id")]
    [TestCase("2,no author,,,,", "no author")]
    [TestCase("2,,Dana,,,", "no text")]
    [TestCase("2,bad date,Dana,yesterday,,", "postedAt")]
    [TestCase("2,impossible date,Dana,2026-02-30T00:00:00Z,,", "postedAt")]
    [TestCase("2,ancient,Dana,0001-01-01T00:00:00Z,,", "postedAt")]
    [TestCase("2,bad stars,Dana,,6,", "stars")]
    [TestCase("2,bad stars,Dana,,-1,", "stars")]
    [TestCase("2,bad stars,Dana,,4.5,", "stars")]
    [TestCase("2,bad url,Dana,,,javascript:alert(1)", "url")]
    [TestCase("1,same id as the first,Dana,,,", "stands in this file before")]
    public async Task Broken_row_is_reported_with_line_and_reason_and_the_rest_arrives(string row, string reason)
    {
        drop.Put("a.csv", $"id,text,author,postedAt,stars,url\n1,first,Dana,,,\n{row}\n9,last,Dana,,,\n");

        var (mentions, bad, _) = await drop.ReadAllAsync();

        Assert.That(mentions.Select(m => m.Text), Is.EqualTo(new[] { "first", "last" }));
        Assert.That(bad.Single().Where, Is.EqualTo("a.csv line 3"));
        Assert.That(bad.Single().Reason, Does.Contain(reason));
        Assert.That(drop.Report("a.csv"), Does.Contain("\"3\",").And.Contain(reason));
    }

    [TestCase("{\"id\":\"2\",\"text\":\"\\ud83d half\",\"author\":\"Dana\"}", "surrogate")]
    [TestCase("{\"id\":\"2\",\"text\":\"a\",\"id\":\"3\",\"author\":\"Dana\"}", "twice")]
    [TestCase("{\"id\":\"2\",\"text\":{\"a\":1},\"author\":\"Dana\"}", "no plain value")]
    [TestCase("{\"id\":\"2\",\"text\":", "no JSON")]
    [TestCase("[1,2]", "no JSON object")]
    [TestCase("plain words", "no JSON")]
    public async Task Broken_line_of_json_is_reported_and_the_rest_arrives(string line, string reason)
    {
        drop.Put("a.jsonl", $"{{\"id\":\"1\",\"text\":\"first\",\"author\":\"Dana\"}}\n{line}\n{{\"id\":\"9\",\"text\":\"last\",\"author\":\"Dana\"}}\n");

        var (mentions, bad, _) = await drop.ReadAllAsync();

        Assert.That(mentions.Select(m => m.Text), Is.EqualTo(new[] { "first", "last" }));
        Assert.That(bad.Single().Where, Is.EqualTo("a.jsonl line 2"));
        Assert.That(bad.Single().Reason, Does.Contain(reason));
    }

    [Test]
    public async Task Row_in_another_encoding_spoils_nothing_else()
    {
        drop.Put("a.csv", [.. "id,text,author\n1,first,Dana\n2,Gr"u8, 0xFC, 0xDF, .. "e,Dana\n3,caf\u00e9,Dana\n"u8]);

        var (mentions, bad, _) = await drop.ReadAllAsync();

        Assert.That(mentions.Select(m => m.Text), Is.EqualTo(new[] { "first", "café" }));
        Assert.That(bad.Single(), Has.Property("Where").EqualTo("a.csv line 3").And.Property("Reason").Contains("UTF-8"));
    }

    [Test]
    public async Task Text_of_ten_megabytes_is_reported_and_the_rest_arrives()
    {
        drop.Put("a.csv", $"id,text,author\n1,first,Dana\n2,\"{new string('x', 5_000_000)}\n{new string('y', 5_000_000)}\",Dana\n3,last,Dana\n");

        var (mentions, bad, _) = await drop.ReadAllAsync();

        Assert.That(mentions.Select(m => m.Text), Is.EqualTo(new[] { "first", "last" }));
        Assert.That(bad.Single().Where, Is.EqualTo("a.csv line 3"));
        Assert.That(bad.Single().Reason, Does.Contain("10,000,010 bytes"));
        Assert.That(bad.Single().Raw, Has.Length.LessThanOrEqualTo(10_000));
    }

    [Test]
    public async Task Quote_that_is_never_closed_costs_one_line()
    {
        drop.Put("a.csv", "id,text,author\n1,first,Dana\n2,\"open,Dana\n3,third,Dana\n4,last,Dana\n");

        var (mentions, bad, _) = await drop.ReadAllAsync();

        Assert.That(mentions.Select(m => m.Text), Is.EqualTo(new[] { "first", "third", "last" }));
        Assert.That(bad.Single().Where, Is.EqualTo("a.csv line 3"));
    }

    [TestCase("id,text\n1,a\n", "missing: author")]
    [TestCase("1,hello,Dana\n", "missing: id, text, author")]
    [TestCase("id,text,author,TEXT\n1,a,Dana,b\n", "twice")]
    public async Task File_without_the_needed_columns_is_set_aside_whole(string content, string reason)
    {
        drop.Put("a.csv", content);

        var (mentions, bad, _) = await drop.ReadAllAsync();

        Assert.That(mentions, Is.Empty);
        Assert.That(bad.Single().Reason, Does.Contain(reason));
        Assert.That(drop.Names("rejected"), Is.EqualTo(new[] { "a.csv", "a.csv.rejected.csv" }));
    }

    [Test]
    public async Task File_in_utf_16_is_set_aside_with_advice()
    {
        drop.Put("a.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("id,text,author\n1,a,Dana\n")]);

        Assert.That((await drop.ReadAllAsync()).Bad.Single().Reason, Does.Contain("save it as UTF-8"));
    }

    [Test]
    public async Task Report_holds_no_formula()
    {
        drop.Put("a.csv", "id,text,author\n=cmd(),\n");

        await drop.ReadAllAsync();

        Assert.That(drop.Report("a.csv"), Does.Contain("\"'=cmd(),\""));
    }

    [Test]
    public async Task Finished_file_moves_away_only_after_its_last_page_was_stored()
    {
        drop.Put("a.csv", "id,text,author\n1,first,Dana\n");

        var page = await drop.ReadAsync(null);
        var before = drop.Names("done");
        await drop.ReadAsync(page.Next);

        Assert.That(before, Is.Empty);
        Assert.That(drop.Names("done"), Is.EqualTo(new[] { "a.csv" }));
    }

    [Test]
    public async Task Crash_before_any_cursor_was_stored_loses_and_doubles_nothing([Values(0, 1, 2, 3, 4, 5)] int crashAt)
    {
        drop.Put("a.csv", Rows(12_000));
        var stored = new List<string>();
        PollCursor? cursor = null;
        for (var turn = 0; turn < 20; turn++)
        {
            var page = await drop.ReadAsync(cursor);
            if (turn == crashAt)
            {
                // The page was read, its report written, a finished file moved; then the process died before the commit.
                drop.Restart();
                continue;
            }
            stored.AddRange(page.Mentions.Select(m => m.Id.NativeId));
            cursor = page.Next;
            if (!page.More)
                break;
        }

        Assert.That(stored, Is.EqualTo(Enumerable.Range(1, 12_000).Where(n => n % 1_000 != 0).Select(n => $"id{n}")));
        Assert.That(drop.Report("a.csv").Split("\r\n", StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1 + 12));
        Assert.That(drop.Names("done"), Is.EqualTo(new[] { "a.csv", "a.csv.rejected.csv" }));
    }

    [Test]
    public async Task Duplicate_of_an_id_on_an_earlier_page_is_found_after_a_restart()
    {
        drop.Put("a.csv", Rows(6_001) + "id5,again,Dana,4\n");
        var first = await drop.ReadAsync(null);
        drop.Restart();

        var (_, bad, _) = await drop.ReadAllAsync(first.Next);

        Assert.That(bad.Select(b => b.Reason), Does.Contain("has an id that stands in this file before"));
    }

    [Test]
    public async Task Fresh_file_is_left_until_it_has_settled()
    {
        var path = drop.Put("a.csv", "id,text,author\n1,first,Dana\n");
        File.SetLastWriteTimeUtc(path, Now.AddSeconds(-1).UtcDateTime);

        Assert.That((await drop.ReadAllAsync()).Mentions, Is.Empty);
    }

    [TestCase("a.csv.tmp")]
    [TestCase("a.csv.part")]
    [TestCase(".a.csv")]
    [TestCase("~a.csv")]
    [TestCase("a.csv~")]
    [TestCase("notes.txt")]
    [TestCase("old.csv.rejected.csv")]
    public async Task Files_that_are_not_meant_are_left_alone(string name)
    {
        drop.Put(name, "id,text,author\n1,first,Dana\n");

        Assert.That((await drop.ReadAllAsync()).Mentions, Is.Empty);
        Assert.That(File.Exists(Path.Combine(drop.Folder, name)), Is.True);
    }

    [Test]
    public async Task File_held_open_by_its_writer_is_left_until_it_is_closed()
    {
        var path = drop.Put("a.csv", "id,text,author\n1,first,Dana\n");
        int whileOpen;
        await using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            whileOpen = (await drop.ReadAllAsync()).Mentions.Count;

        Assert.That((whileOpen, (await drop.ReadAllAsync()).Mentions.Count), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task Link_to_another_file_is_not_followed()
    {
        var outside = Path.GetTempFileName();
        await File.WriteAllTextAsync(outside, "id,text,author\n1,secret,Dana\n");
        File.SetLastWriteTimeUtc(outside, Now.AddHours(-1).UtcDateTime);
        File.CreateSymbolicLink(Path.Combine(drop.Folder, "a.csv"), outside);

        var mentions = (await drop.ReadAllAsync()).Mentions;
        File.Delete(outside);

        Assert.That(mentions, Is.Empty);
    }

    [Test]
    public async Task Second_file_of_the_same_name_keeps_the_first()
    {
        drop.Put("a.csv", "id,text,author\n1,first,Dana\n");
        await drop.ReadAllAsync();
        drop.Put("a.csv", "id,text,author\n2,second,Dana\n");

        await drop.ReadAllAsync();

        Assert.That(drop.Names("done"), Is.EqualTo(new[] { "a-2.csv", "a.csv" }));
    }

    [Test]
    public async Task Empty_file_is_done()
    {
        drop.Put("a.csv", "");
        drop.Put("b.csv", "id,text,author\n");

        var (mentions, bad, _) = await drop.ReadAllAsync();

        Assert.That((mentions.Count, bad.Count), Is.EqualTo((0, 0)));
        Assert.That(drop.Names("done"), Is.EqualTo(new[] { "a.csv", "b.csv" }));
    }

    [Test]
    public async Task Missing_folder_is_named_with_its_full_key()
    {
        var channel = new FileDropChannel(new ChannelKey("drop"), new FileDropOptions { Folder = Path.Combine(drop.Folder, "none") }, TimeProvider.System);

        var report = await channel.TestAsync(default);
        var fault = (await Assert.ThrowsAsync<ChannelException>(async () => await channel.ReadAsync(channel.Watches[0], null, default)))!.Fault;

        Assert.That(report.Summary, Does.Contain("Listener:Channels:drop:Folder"));
        Assert.That(fault, Has.Property("Where").EqualTo("Listener:Channels:drop:Folder"));
    }

    [Test]
    public async Task Fifty_thousand_rows_arrive_whole()
    {
        drop.Put("a.csv", Rows(50_000));
        var time = System.Diagnostics.Stopwatch.StartNew();

        var (mentions, bad, _) = await drop.ReadAllAsync();

        TestContext.Out.WriteLine($"{50_000 / time.Elapsed.TotalSeconds:N0} rows a second");
        Assert.That((mentions.Count, bad.Count), Is.EqualTo((49_950, 50)));
    }

    // Every thousandth row has stars that are none.
    private static string Rows(int count)
    {
        var rows = new StringBuilder("id,text,author,stars\n");
        for (var n = 1; n <= count; n++)
            rows.Append($"id{n},\"My kettle number {n} leaks, and I am sad about it.\",Dana {n % 97},{(n % 1_000 == 0 ? "many" : "4")}\n");
        return rows.ToString();
    }
}
