using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Listener.Worker.Storage;

namespace Listener.Worker.Digests;

/// <summary>A digest and whether it is final.</summary>
/// <param name="Digest">The digest.</param>
/// <param name="IsFinal">False for the running week, whose numbers still change.</param>
public sealed record DigestIssue(Digest Digest, bool IsFinal);

/// <summary>Builds a week's digest from the store. A past week is built once and stored; asking again gives the stored one.</summary>
public sealed class DigestService(IMentionStore mentions, IOperationsStore operations, OpenChannels channels, DigestRules rules, TimeProvider clock)
{
    private const string KeyStart = "digest:";

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

    /// <summary>The digest of a week.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The week has not begun.</exception>
    public async Task<DigestIssue> GetAsync(DigestWeek week, CancellationToken token)
    {
        if (week.StartIn(rules.Zone) > clock.GetUtcNow())
            throw new ArgumentOutOfRangeException(nameof(week), week.Key, "The week has not begun.");
        if (week == RunningWeek)
            return new DigestIssue(await BuildAsync(week, token), IsFinal: false);
        if (await FindAsync(week, token) is { } stored)
            return new DigestIssue(stored, IsFinal: true);
        var built = await BuildAsync(week, token);
        var taken = !await operations.AddDigestAsync(KeyStart + week.Key, DigestJson.Write(built), clock.GetUtcNow(), token);
        return new DigestIssue(taken ? await FindAsync(week, token) ?? built : built, IsFinal: true);
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
    /// <returns>The week that is due; null if nothing was heard before its end.</returns>
    public async Task<DigestWeek?> BuildDueAsync(CancellationToken token)
    {
        var week = DueWeek;
        if (await FindAsync(week, token) is null && !await AnyMentionBeforeAsync(week.Plus(1).StartIn(rules.Zone), token))
            return null;
        await GetAsync(week, token);
        return week;
    }

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
        var all = new List<StoredMention>();
        await foreach (var mention in mentions.AllAsync(week.Plus(-DigestInput.HistoryWeeks).StartIn(rules.Zone), to, token))
            all.Add(mention);
        var gaps = await mentions.GapsAsync(from, to, token);
        return DigestBuilder.Build(new DigestInput(
            week, rules.Zone, rules.Brand, rules.HideHandles, clock.GetUtcNow(), all,
            [.. gaps.Select(g => new UnreadStretch(g.Channel.Value, g.Gap.From, g.Gap.To, g.Gap.Reason))], await FailingAsync(token)));
    }

    private async Task<List<string>> FailingAsync(CancellationToken token)
    {
        var failing = new List<string>();
        foreach (var channel in channels.All)
            if (await operations.HealthAsync(channel.Key, token) is { PausedByUser: true } or { FailingSince: not null })
                failing.Add(channel.Key.Value);
        return failing;
    }
}
