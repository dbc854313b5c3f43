using System.Globalization;
using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;
using Listener.Worker.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Listener.StoreReliability;

/// <summary>
/// A day of work on a real store, by seed: mentions come, drafts are proposed and edited, replies approved, leased, sent and settled, notes and
/// audit rows written, authors erased. Every finished write is acknowledged as a fact that can be asked again later.
/// </summary>
internal sealed class Workload(SqliteStore store, int seed, Action<Fact> acknowledge)
{
    public static readonly ChannelKey Channel = new("demo-main");
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly Random _random = new(seed);
    private readonly List<(StoredMention Mention, Draft Draft)> _open = [];
    private int _names;
    private int _values;
    private int _audits;

    /// <summary>A store as the service opens it.</summary>
    public static SqliteStore Store(string folder, TimeProvider? clock = null, bool survivesPowerCut = true) =>
        new(new SqliteStoreOptions(folder) { SurvivesPowerCut = survivesPowerCut }, clock ?? TimeProvider.System, NullLogger<SqliteStore>.Instance);

    /// <summary>Does one step.</summary>
    public Task StepAsync(int step) => (step == 0 ? 0 : _random.Next(20)) switch
    {
        < 5 => MentionsAsync(step),
        < 9 => ApproveAsync(step),
        < 14 => SendAsync(step),
        < 16 => ValueAsync(),
        < 18 => AuditAsync(step),
        18 => EditAsync(step),
        _ => _random.Next(4) == 0 ? EraseAsync(step) : NoteAsync(step),
    };

    private DateTimeOffset At(int step) => Noon.AddMinutes(step);

    private async Task MentionsAsync(int step)
    {
        var batch = Enumerable.Range(0, _random.Next(1, 12)).Select(_ => Mention("m" + _names++)).ToList();
        var saved = await store.SaveBatchAsync(Channel, "brand", new MentionPage(batch, new PollCursor("c" + step), false, [], [], null), At(step), default);
        foreach (var mention in batch)
            acknowledge(new Fact("mention", mention.Id.NativeId, ""));
        acknowledge(new Fact("cursor", "brand", "c" + step));
        var understood = saved.Added.Select(n => new UnderstoodMention(n, Labels(), Route(), Draft(n, $"We are sorry about {n}.", step))).ToList();
        await store.SaveUnderstoodAsync(understood, default);
        foreach (var number in saved.Added)
            await TakeAsync(number);
    }

    private async Task TakeAsync(MentionNumber number)
    {
        var mention = (await store.FindAsync(number, default))!;
        var draft = (await store.DraftsAsync(number, default)).Single();
        acknowledge(new Fact("draft", draft.Id.ToString(), $"{draft.Version}:{draft.Text}"));
        _open.Add((mention, draft));
    }

    private async Task EditAsync(int step)
    {
        if (_open.Count == 0)
            return;
        var place = _random.Next(_open.Count);
        var (mention, draft) = _open[place];
        var edited = await store.SaveDraftAsync(draft with { Version = draft.Version + 1, Text = $"Edited at step {step}.", Author = "ann", State = DraftState.Edited }, default);
        acknowledge(new Fact("draft", edited.Id.ToString(), $"{edited.Version}:{edited.Text}"));
        _open[place] = (mention, edited);
    }

    private async Task ApproveAsync(int step)
    {
        if (_open.Count == 0)
            return;
        var (mention, draft) = _open[0];
        _open.RemoveAt(0);
        var reply = Reply.To(mention, new ReplyId(new Guid(_random.Next(), (short)step, 7, [1, 2, 3, 4, 5, 6, 7, 8])), draft.Text, "en", At(step));
        var record = await store.ApproveAsync(reply, draft.Id, draft.Version, mention.Mention.Version, new Decision("ann", At(step)), At(step).AddSeconds(10), false, default);
        acknowledge(Life(record));
    }

    private async Task SendAsync(int step)
    {
        var lease = TimeSpan.FromMinutes(2);
        foreach (var due in await store.LeaseDueAsync(At(step), lease, _random.Next(1, 4), [], default))
        {
            var state = due.State;
            if (state is ReplyState.Approved or ReplyState.RetryLater)
            {
                if (await store.BeginAttemptAsync(due.Reply.Id, due.Fence, At(step), At(step) + lease, default) is not { } begun)
                    continue;
                acknowledge(Life(begun));
                state = begun.State;
            }
            if (_random.Next(8) == 0)
                continue; // Its lease runs out.
            var settlement = Next(state, step);
            if (await store.SettleAsync(due.Reply.Id, due.Fence, settlement, default))
                acknowledge(new Fact("life", due.Reply.Id.ToString(), settlement.State.ToString()));
        }
    }

    private Settlement Next(ReplyState state, int step) => (state, _random.Next(5)) switch
    {
        (ReplyState.Sending, 0) => new(ReplyState.RetryLater, At(step), "Listener", At(step + 2), Detail: "429"),
        (ReplyState.Sending, 1) => new(ReplyState.Unknown, At(step), "Listener", At(step + 2), Detail: "no answer"),
        (ReplyState.Unknown, 0 or 1) => new(ReplyState.Checking, At(step), "Listener", At(step + 10), Looks: 1),
        (ReplyState.Checking, 0) => new(ReplyState.Approved, At(step), "Listener", At(step), Detail: "not found twice"),
        (ReplyState.Checking, 1) => new(ReplyState.NeedsPerson, At(step), "Listener", Detail: "not found twice"),
        _ => new(ReplyState.Delivered, At(step), "Listener", NativeId: $"native-{step}"),
    };

    private async Task ValueAsync()
    {
        var value = (++_values).ToString(CultureInfo.InvariantCulture);
        await store.WriteValueAsync("counter", value, default);
        acknowledge(new Fact("value", "counter", value));
    }

    private async Task AuditAsync(int step)
    {
        await store.AuditAsync(new AuditEntry(At(step), "ann", "setting changed", "key" + step, "a", "b"), default);
        acknowledge(new Fact("audit", "", (++_audits).ToString(CultureInfo.InvariantCulture)));
    }

    private async Task NoteAsync(int step)
    {
        if (_open.Count == 0)
            return;
        var mention = _open[_random.Next(_open.Count)].Mention.Number;
        await store.AddNoteAsync(new Note(0, mention, "ann", At(step), $"note {step}"), default);
        acknowledge(new Fact("note", mention.ToString(), $"note {step}"));
    }

    private async Task EraseAsync(int step)
    {
        var mention = Mention("gone" + step) with { Author = new Author("id-gone", "zaphodbeeblebrox", "Zaphod", 1) };
        await store.SaveBatchAsync(Channel, "brand", new MentionPage([mention], new PollCursor("e" + step), false, [], [], null), At(step), default);
        acknowledge(new Fact("cursor", "brand", "e" + step));
        await store.EraseAuthorAsync(Channel, "id-gone", default);
        acknowledge(new Fact("erased", "gone" + step, ""));
    }

    private Mention Mention(string id) => new()
    {
        Id = new MentionId(Channel, id),
        Watch = "brand",
        Kind = MentionKind.Post,
        Author = new Author("id-" + id, "author" + id, "Name of " + id, 120),
        Text = new string((char)('a' + (id.Length % 26)), _random.Next(20, 900)),
        PostedAt = Noon,
        Conversation = new ConversationRef(Channel, id, id, Audience.Public),
        Eligibility = ReplyEligibility.Allowed,
        Version = "v1",
    };

    private static Classification Labels() => new(
        "en", 0.97, SentimentLabel.Negative, new SentimentProbabilities(0.8, 0.15, 0.05), false, Intent.Complaint,
        new Dictionary<Intent, double> { [Intent.Complaint] = 0.9 }, false, new Dictionary<string, double>(), new Dictionary<string, double>(), 0, 0, "model-1");

    private static Routing Route() => new(Priority.High, Noon.AddHours(3), "complaint 3 h", "service", true, ["complaint"], []);

    private static Draft Draft(MentionNumber mention, string text, int step) => new(
        default, mention, 1, text, null, "en", "template:complaint.en", "A complaint is owed an answer.", Worker.Domain.Draft.ProductAuthor,
        DraftState.Proposed, [], Noon.AddMinutes(step));

    private static Fact Life(ReplyRecord record) => new("life", record.Reply.Id.ToString(), record.State.ToString());
}

/// <summary>Something the store said was done.</summary>
internal sealed record Fact(string Kind, string Key, string Value)
{
    /// <summary>One line without line ends.</summary>
    public override string ToString() => $"{Kind}\t{Key}\t{Value}";

    /// <summary>Reads <see cref="ToString"/>.</summary>
    public static Fact Parse(string line) => line.Split('\t') is [var kind, var key, var value] ? new Fact(kind, key, value) : throw new FormatException(line);
}

/// <summary>Asks a store whether what was acknowledged is still so. A later unacknowledged write may have gone further, never back.</summary>
internal static class Facts
{
    /// <summary>Facts that are lost; empty if all hold.</summary>
    public static async Task<IReadOnlyList<string>> LostAsync(SqliteStore store, IReadOnlyList<Fact> facts)
    {
        var lost = new List<string>();
        var audits = (await store.AuditAsync(int.MaxValue, default)).Count;
        foreach (var fact in facts)
        {
            var holds = fact.Kind switch
            {
                "mention" => await store.FindAsync(new MentionId(Workload.Channel, fact.Key), default) is not null,
                "erased" => await store.FindAsync(new MentionId(Workload.Channel, fact.Key), default) is null,
                "cursor" => Number((await store.ReadCursorAsync(Workload.Channel, fact.Key, default))?.Value[1..]) >= Number(fact.Value[1..]),
                "value" => Number(await store.ReadValueAsync(fact.Key, default)) >= Number(fact.Value),
                "audit" => audits >= Number(fact.Value),
                "note" => (await store.NotesAsync(new MentionNumber(Number(fact.Key)), default)).Any(n => n.Text == fact.Value),
                "draft" => await DraftStandsAsync(store, fact),
                _ => ReplyId.TryParse(fact.Key, out var id) && (await store.LedgerAsync(id, default)).Any(e => e.State.ToString() == fact.Value),
            };
            if (!holds)
                lost.Add(fact.ToString());
        }
        return lost;
    }

    private static async Task<bool> DraftStandsAsync(SqliteStore store, Fact fact)
    {
        var (version, text) = (Number(fact.Value.Split(':')[0]), fact.Value[(fact.Value.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        return await store.FindDraftAsync(new DraftId(Number(fact.Key)), default) is { } draft
            && (draft.Version > version || (draft.Version == version && draft.Text == text));
    }

    private static int Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
