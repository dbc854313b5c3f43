using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Tests.Support;

public sealed partial class InMemoryStore : IMentionStore
{
    public Task<PollCursor?> ReadCursorAsync(ChannelKey channel, string watch, CancellationToken token) => Done(() => _cursors.GetValueOrDefault((channel, watch)));

    public Task<SavedBatch> SaveBatchAsync(ChannelKey channel, string watch, MentionPage page, DateTimeOffset now, CancellationToken token) => Done(() =>
    {
        var added = new List<MentionNumber>();
        var changed = new List<MentionNumber>();
        foreach (var mention in page.Mentions)
        {
            var known = _mentions.Values.FirstOrDefault(m => m.Mention.Id == mention.Id);
            if (known is null)
            {
                var number = new MentionNumber(_mentions.Count + 1);
                _mentions[number] = new StoredMention(number, mention, now, null, null, MentionState.New, null, null, null, null, null);
                added.Add(number);
            }
            else if (known.Mention.Text != mention.Text || known.Mention.Version != mention.Version)
            {
                _mentions[known.Number] = known with { Mention = mention, Classification = null, Routing = null, EditedAt = now };
                Supersede(known.Number);
                changed.Add(known.Number);
            }
        }
        var removed = _mentions.Values.Where(m => m.Mention.Id.Channel == channel && page.Removed.Contains(m.Mention.Id.NativeId)).Select(m => m.Number).ToList();
        foreach (var number in removed)
            _mentions[number] = _mentions[number] with { GoneAt = now };
        Quarantined.AddRange(page.Quarantined);
        _cursors[(channel, watch)] = page.Next;
        return new SavedBatch(added, changed, removed, page.Mentions.Count - added.Count - changed.Count);
    });

    public Task RenewAsync(MentionId id, Mention? current, DateTimeOffset now, CancellationToken token) => Done(() =>
    {
        if (_mentions.Values.FirstOrDefault(m => m.Mention.Id == id) is not { } known)
            return;
        _mentions[known.Number] = current is null ? known with { GoneAt = now } : known with { Mention = current, Classification = null, Routing = null, EditedAt = now };
        Supersede(known.Number);
    });

    public Task<bool> AnsweredElsewhereAsync(MentionId id, string answer, DateTimeOffset at, DateTimeOffset now, CancellationToken token) => Done(() =>
    {
        if (_mentions.Values.FirstOrDefault(m => m.Mention.Id == id) is { } answered && !_elsewhere.Any(a => a.Mention == answered.Number && a.Answer == answer))
            _elsewhere.Add((answered.Number, answer, now));
        if (_mentions.Values.FirstOrDefault(m => m.Mention.Id == id) is not { FirstRespondedAt: null } known || _replies.Values.Any(r => r.Reply.Mention == known.Number && OnItsWay.Contains(r.State)))
            return false;
        _mentions[known.Number] = known with { FirstRespondedAt = at, State = known.State is MentionState.New or MentionState.Open ? MentionState.Pending : known.State };
        Supersede(known.Number);
        return true;
    });

    public Task<IReadOnlyList<(string NativeId, DateTimeOffset NotedAt)>> AnswersElsewhereAsync(MentionNumber number, CancellationToken token) =>
        Done<IReadOnlyList<(string, DateTimeOffset)>>(() => [.. _elsewhere.Where(a => a.Mention == number).Select(a => (a.Answer, a.At))]);

    private void Supersede(MentionNumber number)
    {
        foreach (var open in _drafts.Values.Where(d => d.Mention == number && IsOpen(d)).ToList())
            _drafts[open.Id] = open with { State = DraftState.Superseded };
    }

    public Task<IReadOnlyList<StoredMention>> TakeUnprocessedAsync(int max, CancellationToken token) =>
        Done<IReadOnlyList<StoredMention>>(() => [.. _mentions.Values.Where(m => m.Classification is null).OrderBy(m => m.Number.Value).Take(max)]);

    public Task SaveUnderstoodAsync(IReadOnlyList<UnderstoodMention> batch, CancellationToken token) => Done(() =>
    {
        foreach (var one in batch)
        {
            _mentions[one.Number] = _mentions[one.Number] with { Classification = one.Classification, Routing = one.Routing };
            if (one.Draft is not null)
                StoreNew(one.Draft);
        }
    });

    public Task<StoredMention?> FindAsync(MentionNumber number, CancellationToken token) => Done(() => _mentions.GetValueOrDefault(number));

    public Task<StoredMention?> FindAsync(MentionId id, CancellationToken token) => Done(() => _mentions.Values.FirstOrDefault(m => m.Mention.Id == id));

    public Task<IReadOnlyList<StoredMention>> ThreadAsync(ConversationRef conversation, CancellationToken token) =>
        Done<IReadOnlyList<StoredMention>>(() => [.. _mentions.Values.Where(m => m.Mention.Conversation.Channel == conversation.Channel && m.Mention.Conversation.ThreadId == conversation.ThreadId).OrderBy(m => m.Number.Value)]);

    public Task<int> CountByCustomerAsync(StoredMention mention, DateTimeOffset? since, DateTimeOffset? until, CancellationToken token) =>
        Done(() => _mentions.Values.Count(m => m.Mention.Author.NativeId == mention.Mention.Author.NativeId
            && m.Mention.Conversation.Channel == mention.Mention.Conversation.Channel && m.Mention.Conversation.ThreadId == mention.Mention.Conversation.ThreadId
            && (since is null || (m.Number.Value > mention.Number.Value && m.FirstSeenAt > since)) && !(m.FirstSeenAt > until)));

    public Task<IReadOnlyList<StoredMention>> ByAuthorAsync(ChannelKey channel, string authorNativeId, int max, CancellationToken token) =>
        Done<IReadOnlyList<StoredMention>>(() => [.. _mentions.Values.Where(m => m.Mention.Author.NativeId == authorNativeId).Take(max)]);

    public Task<MentionList> ListAsync(MentionFilter filter, CancellationToken token) => throw new NotSupportedException("Lists are tested with the real store.");

    public Task<IReadOnlyList<int>> CountAsync(IReadOnlyList<MentionFilter> filters, CancellationToken token) => throw new NotSupportedException("Counts are tested with the real store.");

    public Task<StoredMention?> SetStateAsync(MentionNumber number, MentionState state, DateTimeOffset? snoozedUntil, string by, DateTimeOffset now, CancellationToken token) =>
        Done<StoredMention?>(() => _mentions[number] = _mentions[number] with { State = state, SnoozedUntil = snoozedUntil });

    public Task<StoredMention?> AssignAsync(MentionNumber number, string? assignee, string by, DateTimeOffset now, CancellationToken token) =>
        Done<StoredMention?>(() => _mentions[number] = _mentions[number] with { Assignee = assignee });

    public Task CorrectAsync(LabelCorrection correction, Classification corrected, Routing routing, CancellationToken token) =>
        Done(() =>
        {
            _mentions[correction.Mention] = _mentions[correction.Mention] with { Classification = corrected, Routing = routing };
            _corrections.Add(correction);
        });

    public IAsyncEnumerable<(LabelCorrection Correction, StoredMention Mention)> CorrectionsAsync(CancellationToken token) =>
        _corrections.Select(c => (c, _mentions[c.Mention])).ToAsyncEnumerable();

    public IAsyncEnumerable<StoredMention> AllAsync(DateTimeOffset? from, DateTimeOffset? to, CancellationToken token) => Mentions.ToAsyncEnumerable();

    public Task<Note> AddNoteAsync(Note note, CancellationToken token) => Done(() =>
    {
        _notes.Add(note);
        return note;
    });

    public Task<IReadOnlyList<Note>> NotesAsync(MentionNumber number, CancellationToken token) => Done<IReadOnlyList<Note>>(() => [.. _notes.Where(n => n.Mention == number)]);

    public Task<IReadOnlyList<MentionNumber>> WakeSnoozedAsync(DateTimeOffset now, CancellationToken token) => Done<IReadOnlyList<MentionNumber>>(() =>
    {
        var due = _mentions.Values.Where(m => m.State == MentionState.Snoozed && m.SnoozedUntil <= now).ToList();
        foreach (var mention in due)
            _mentions[mention.Number] = mention with { State = MentionState.Open, SnoozedUntil = null };
        return [.. due.Select(m => m.Number)];
    });

    public Task<IReadOnlyList<(ChannelKey Channel, DateTimeOffset At, QuarantinedItem Item)>> QuarantineAsync(int max, CancellationToken token) => throw new NotSupportedException("See Quarantined.");

    public Task<QuarantineList> QuarantineAsync(ChannelKey channel, DateTimeOffset since, int max, CancellationToken token) => throw new NotSupportedException("See Quarantined.");

    public Task ReadForReportAsync(DateTimeOffset from, DateTimeOffset to, Action<ReportRow> add, CancellationToken token) => throw new NotSupportedException("Reports are tested with the real store.");

    public Task<IReadOnlyList<(ChannelKey Channel, string Watch, ReadingGap Gap)>> GapsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken token) => throw new NotSupportedException("Gaps are tested with the real store.");
}
