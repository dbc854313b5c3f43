using Listener.Worker.Digests;
using Listener.Worker.Storage;

namespace Listener.Worker.Web.Pages;

/// <summary>A week in the list of digests.</summary>
/// <param name="Week">The week.</param>
/// <param name="Mentions">Mentions heard in it.</param>
/// <param name="IsStored">True if its digest is kept.</param>
/// <param name="IsRunning">True if it is not over.</param>
/// <param name="Mails">What became of its mails; empty if mail is not set up.</param>
public sealed record DigestRow(DigestWeek Week, int Mentions, bool IsStored, bool IsRunning, IReadOnlyList<MailState> Mails);

/// <summary>Reads what the digest pages show.</summary>
public sealed class DigestReader(DigestService digests, DigestMailer mailer, IMentionStore mentions, DigestRules rules)
{
    private const int Weeks = 26;

    /// <summary>The running week and the weeks before it in which something was heard or whose digest is kept, newest first.</summary>
    public async Task<IReadOnlyList<DigestRow>> ListAsync(CancellationToken token)
    {
        var running = digests.RunningWeek;
        var stored = (await digests.StoredAsync(200, token)).ToHashSet();
        var weeks = Enumerable.Range(0, Weeks).Select(i => running.Plus(-i)).Union(stored).OrderByDescending(w => w.Monday).ToList();
        var counts = await mentions.CountAsync([.. weeks.Select(w => new MentionFilter { From = w.StartIn(rules.Zone), To = w.Plus(1).StartIn(rules.Zone) })], token);
        var rows = new List<DigestRow>();
        foreach (var (week, count) in weeks.Zip(counts))
            if (count > 0 || week == running || stored.Contains(week))
                rows.Add(new DigestRow(week, count, stored.Contains(week), week == running, stored.Contains(week) && mailer.IsSetUp ? await mailer.StatesAsync(week, token) : []));
        return rows;
    }
}
