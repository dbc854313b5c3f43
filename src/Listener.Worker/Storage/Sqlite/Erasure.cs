using System.Text.Json;
using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>Takes everything of one author out of the store, within one transaction.</summary>
internal sealed class Erasure(WriteScope scope, ChannelKey channel, string authorNativeId)
{
    /// <summary>Stands where a name was.</summary>
    private const string Blank = "[erased]";

    private readonly SqliteSession _db = scope.Db;

    /// <summary>Erases.</summary>
    public ErasedAuthor Run(DateTimeOffset now)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { authorNativeId };
        var rows = 0;
        foreach (var number in Numbers())
        {
            var mention = MentionRows.Find(_db, number)!;
            names.Add(mention.Mention.Author.UserName);
            names.Add(mention.Mention.Author.DisplayName);
            rows += EraseMention(mention, now);
        }
        // Short names would tear holes into other people's words.
        var marks = names.Where(name => name.Trim().Length >= 3).OrderByDescending(name => name.Length).ToList();
        rows += marks.Sum(EraseQuarantine);
        foreach (var mark in marks)
        {
            BlankDigests(mark);
            BlankAudit(mark);
        }
        foreach (var name in marks.Where(name => !name.Any(char.IsWhiteSpace)))
            BlankOthers(name);
        var (views, answers) = new NamedTextErasure(_db, marks, Blank).Run();
        _db.Sql("INSERT OR IGNORE INTO tombstone (mac) VALUES (?1)").With(scope.Key.Tombstone(channel.Value, authorNativeId)).Run();
        // Merging all parts of the index drops what secure deletion left in its inner pages.
        _db.Sql("INSERT INTO mention_search (mention_search) VALUES ('optimize')").Run();
        scope.Changed(ChangeRing.Reset);
        return new ErasedAuthor(rows, views, answers);
    }

    private List<long> Numbers()
    {
        var numbers = new List<long>();
        using var rows = _db.Sql("""
            SELECT number FROM mention WHERE author_key = ?1 AND author_id = ?2 AND channel = (SELECT id FROM channel WHERE key = ?3)
            """).With(MentionKeys.Of(channel, authorNativeId)).With(authorNativeId).With(channel.Value);
        while (rows.Step())
            numbers.Add(rows.Long(0));
        return numbers;
    }

    private int EraseMention(StoredMention mention, DateTimeOffset now)
    {
        var number = mention.Number.Value;
        var rows = 0;
        foreach (var reply in ReplyRows.All(_db.Sql(ReplyRows.Select + "WHERE mention = ?1").With(number)))
        {
            // The ledger keeps its rows, which hold no texts of customers, and says that the reply is gone by right.
            LedgerRows.Append(scope, reply.Record with { ChangedAt = now }, Draft.ProductAuthor, null, erased: true);
            rows += _db.Sql("DELETE FROM reply WHERE id = ?1").With(reply.Id).Run();
        }
        SearchIndex.Remove(_db, number, MentionEdits.SearchedOf(mention.Mention));
        scope.Tally.Add(WorkRow.Find(_db, number)!.Dimensions, -1);
        rows += _db.Sql("DELETE FROM draft_version WHERE draft IN (SELECT id FROM draft WHERE mention = ?1)").With(number).Run();
        rows += _db.Sql("DELETE FROM draft WHERE mention = ?1").With(number).Run();
        rows += _db.Sql("DELETE FROM note WHERE mention = ?1").With(number).Run();
        rows += _db.Sql("DELETE FROM correction WHERE mention = ?1").With(number).Run();
        rows += _db.Sql("DELETE FROM earlier_text WHERE mention = ?1").With(number).Run();
        rows += _db.Sql("DELETE FROM answer_elsewhere WHERE mention = ?1").With(number).Run();
        rows += _db.Sql("DELETE FROM claim WHERE mention = ?1").With(number).Run();
        rows += _db.Sql("DELETE FROM understanding WHERE number = ?1").With(number).Run();
        rows += _db.Sql("DELETE FROM work WHERE number = ?1").With(number).Run();
        return rows + _db.Sql("DELETE FROM mention WHERE number = ?1").With(number).Run();
    }

    private int EraseQuarantine(string mark) =>
        _db.Sql("""
            DELETE FROM quarantine WHERE channel = (SELECT id FROM channel WHERE key = ?1)
              AND (instr(raw, ?2) > 0 OR instr(place, ?2) > 0 OR instr(reason, ?2) > 0)
            """).With(channel.Value).With(mark).Run();

    private void BlankDigests(string mark)
    {
        foreach (var form in new[] { mark, JsonEncodedText.Encode(mark).ToString() }.Distinct(StringComparer.Ordinal))
            _db.Sql("UPDATE digest SET json = replace(json, ?1, ?2) WHERE instr(json, ?1) > 0").With(form).With(Blank).Run();
    }

    /// <summary>Texts of the audit rows go, their hashes stay, so the chain still holds.</summary>
    private void BlankAudit(string mark)
    {
        var found = new List<(long Sequence, byte[] Content, AuditEntry Left)>();
        using (var rows = _db.Sql("""
            SELECT seq, content, at, who, what, object, before, after FROM audit
            WHERE erased IS NULL AND (instr(object, ?1) > 0 OR instr(coalesce(before, ''), ?1) > 0 OR instr(coalesce(after, ''), ?1) > 0)
            """).With(mark))
        {
            while (rows.Step())
                found.Add((rows.Long(0), rows.Bytes(1), SqliteStore.ReadAudit(rows, 2) with { Object = Blank, Before = null, After = null }));
        }
        foreach (var (sequence, content, left) in found)
            _db.Sql("UPDATE audit SET object = ?2, before = NULL, after = NULL, erased = ?3 WHERE seq = ?1")
                .With(sequence).With(Blank).With(LedgerRows.Erased(scope.Key, sequence, content, left)).Run();
    }

    /// <summary>Other people's mentions on the channel that address the author by "@name" keep their text without the name.</summary>
    private void BlankOthers(string name)
    {
        var found = new List<StoredMention>();
        using (var rows = _db.Sql(MentionRows.Select + "WHERE c.key = ?1 AND (instr(m.text, ?2) > 0 OR instr(coalesce(m.title, ''), ?2) > 0)")
            .With(channel.Value).With("@" + name))
        {
            while (rows.Step())
                found.Add(MentionRows.Read(rows));
        }
        foreach (var mention in found)
        {
            var text = mention.Mention.Text.Replace("@" + name, "@" + Blank, StringComparison.Ordinal);
            var title = mention.Mention.Title?.Replace("@" + name, "@" + Blank, StringComparison.Ordinal);
            SearchIndex.Remove(_db, mention.Number.Value, MentionEdits.SearchedOf(mention.Mention));
            _db.Sql("UPDATE mention SET text = ?2, title = ?3 WHERE number = ?1").With(mention.Number.Value).With(text).With(title).Run();
            SearchIndex.Add(_db, mention.Number.Value, MentionEdits.SearchedOf(mention.Mention with { Text = text, Title = title }));
        }
    }
}
