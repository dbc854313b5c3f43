using Listener.Worker.Pipeline;
using Listener.Worker.Storage;

namespace Listener.Worker.Digests;

/// <summary>Builds a week's digest from the store. A past week is built once and stored; asking again gives the stored one.</summary>
public sealed class DigestService(IMentionStore mentions, IOperationsStore operations, OpenChannels channels, DigestRules rules, TimeProvider clock)
{
    private const string KeyStart = "digest:";
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    /// <summary>Week known to be stored, so that asking each minute does not read its digest each minute.</summary>
    private DigestWeek? known;

    /// <summary>The week that runs now.</summary>
    public DigestWeek RunningWeek => DigestWeek.Containing(clock.GetUtcNow(), rules.Zone);

    /// <summary>The last week whose digest is due: it is over, and Monday's hour has come.</summary>
    public DigestWeek DueWeek
    {
        get
        {
            var local = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), rules.Zone).DateTime;
            var due = RunningWeek.Monday.ToDateTime(TimeOnly.MinValue) + DigestRules.DueAfterMonday;
            return RunningWeek.Plus(local >= due ? -1 : -2);
        }
    }

    /// <summary>True if the week has begun, so that there is something to tell.</summary>
    public bool HasBegun(DigestWeek week) => week.StartIn(rules.Zone) <= clock.GetUtcNow();

    /// <summary>The stored digest of a week; if there is none, a fresh one, which is not stored.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The week has not begun.</exception>
    public async Task<Digest> ShowAsync(DigestWeek week, CancellationToken token)
    {
        if (!HasBegun(week))
            throw new ArgumentOutOfRangeException(nameof(week), week.Key, "The week has not begun.");
        return await FindAsync(week, token) ?? await BuildAsync(week, token);
    }

    /// <summary>The digest of a week; a past one is stored, once. The running week is built fresh each time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The week has not begun.</exception>
    public async Task<Digest> GetAsync(DigestWeek week, CancellationToken token)
    {
        var digest = await ShowAsync(week, token);
        if (digest.IsRunning || await operations.AddDigestAsync(KeyStart + week.Key, DigestJson.Write(digest), clock.GetUtcNow(), token))
            return digest;
        return await FindAsync(week, token) ?? digest;
    }

    /// <summary>Weeks whose digest is stored, newest first.</summary>
    public async Task<IReadOnlyList<DigestWeek>> StoredAsync(int max, CancellationToken token)
    {
        var keys = await operations.DigestKeysAsync(max, token);
        return
        [
            .. keys.Where(k => k.StartsWith(KeyStart, StringComparison.Ordinal))
                .Select(k => DigestWeek.TryParse(k[KeyStart.Length..], out var week) ? week : (DigestWeek?)null).OfType<DigestWeek>()
                .OrderByDescending(w => w.Monday),
        ];
    }

    /// <summary>Builds what is due and missing.</summary>
    /// <returns>The week that is due and stored; null if nothing was heard before its end, or the line has not understood it all yet.</returns>
    public async Task<DigestWeek?> BuildDueAsync(CancellationToken token)
    {
        var week = DueWeek;
        if (known == week || await operations.DigestAsync(KeyStart + week.Key, token) is not null)
        {
            known = week;
            return week;
        }
        if (!await AnyMentionBeforeAsync(week.Plus(1).StartIn(rules.Zone), token) || await IsTooEarlyAsync(week, token))
            return null;
        await GetAsync(week, token);
        return week;
    }

    // A digest is built once, so it waits for the line to catch up, after an import for example; but not for ever.
    private async Task<bool> IsTooEarlyAsync(DigestWeek week, CancellationToken token) =>
        clock.GetUtcNow() < week.Plus(1).StartIn(rules.Zone) + LongestWait && (await mentions.TakeUnprocessedAsync(1, token)).Count > 0;

    private async Task<Digest?> FindAsync(DigestWeek week, CancellationToken token) =>
        await operations.DigestAsync(KeyStart + week.Key, token) is { } json ? DigestJson.Read(json) : null;

    private async Task<bool> AnyMentionBeforeAsync(DateTimeOffset end, CancellationToken token)
    {
        var list = await mentions.ListAsync(new MentionFilter { To = end, PageSize = 1 }, token);
        return list.Total > 0;
    }

    private async Task<Digest> BuildAsync(DigestWeek week, CancellationToken token)
    {
        var (from, to) = (week.StartIn(rules.Zone), week.Plus(1).StartIn(rules.Zone));
        var all = new List<DigestMention>();
        var needed = new DigestMentions(from);
        await foreach (var mention in mentions.AllAsync(week.Plus(-DigestInput.HistoryWeeks).StartIn(rules.Zone), to, token))
            all.Add(needed.Of(mention));
        var gaps = await mentions.GapsAsync(from, to, token);
        return DigestBuilder.Build(new DigestInput(
            week, rules.Zone, rules.Brand, rules.HideHandles, clock.GetUtcNow(), all,
            [.. gaps.Select(g => new UnreadStretch(g.Channel.Value, g.Gap.From, g.Gap.To, g.Gap.Reason))], await FailingAsync(token)));
    }

    private async Task<List<string>> FailingAsync(CancellationToken token)
    {
        var failing = new List<string>();
        foreach (var channel in channels.All)
            if (await operations.ShownHealthAsync(channel, token) is { PausedByUser: true } or { FailingSince: not null })
                failing.Add(channel.Key.Value);
        return failing;
    }
}
