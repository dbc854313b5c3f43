using System.Text.Json;
using Listener.Worker.Storage;

namespace Listener.Worker.Digests;

/// <summary>What became of the mail to one recipient.</summary>
/// <param name="To">Address.</param>
/// <param name="SentAt">When it was taken, UTC; null if not yet.</param>
/// <param name="Tries">Tries so far.</param>
/// <param name="NextTryAt">Next try, UTC; null if it was sent or given up.</param>
/// <param name="Problem">Why the last try failed; null if it did not.</param>
public sealed record MailState(string To, DateTimeOffset? SentAt, int Tries, DateTimeOffset? NextTryAt, string? Problem);

/// <summary>Mails a week's digest, once to each recipient. What failed is kept in the store and tried again.</summary>
public sealed partial class DigestMailer(
    DigestService digests, IMailSender sender, IOperationsStore operations, DigestRules rules, MailRules mail, TimeProvider clock, ILogger<DigestMailer> log) : IDisposable
{
    private static readonly TimeSpan[] Pauses = [.. new[] { 5, 15, 30, 60, 120, 240, 480, 720 }.Select(m => TimeSpan.FromMinutes(m))];
    private readonly SemaphoreSlim one = new(1);

    /// <summary>True if there is somebody to send to and a way to send.</summary>
    public bool IsSetUp => rules.Recipients.Count > 0 && mail.IsSetUp;

    /// <summary>What became of a week's mails; recipients not yet tried included.</summary>
    public async Task<IReadOnlyList<MailState>> StatesAsync(DigestWeek week, CancellationToken token)
    {
        var known = await operations.ReadValueAsync(KeyOf(week), token) is { } json ? JsonSerializer.Deserialize<List<MailState>>(json)! : [];
        var missing = rules.Recipients.Where(r => known.TrueForAll(k => k.To != r)).Select(r => new MailState(r, null, 0, null, null));
        return [.. known, .. missing];
    }

    /// <summary>Sends what is due of a past week: new recipients, and failed tries whose time has come.</summary>
    /// <param name="week">A week that is over.</param>
    /// <param name="force">True tries at once what failed, also what was given up.</param>
    /// <param name="token">Shutdown.</param>
    /// <returns>States after it; empty if mail is not set up.</returns>
    public async Task<IReadOnlyList<MailState>> SendAsync(DigestWeek week, bool force, CancellationToken token)
    {
        if (!IsSetUp)
            return [];
        await one.WaitAsync(token);
        try
        {
            var states = (await StatesAsync(week, token)).ToList();
            for (var i = 0; i < states.Count; i++)
            {
                if (!IsDue(states[i], force))
                    continue;
                states[i] = await TryAsync(week, states[i], token);
                await operations.WriteValueAsync(KeyOf(week), JsonSerializer.Serialize(states), token);
            }
            return states;
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    // A pause longer than the longest was counted on a clock that has been set back since.
    private bool IsDue(MailState state, bool force) =>
        state.SentAt is null && rules.Recipients.Contains(state.To)
        && (force || state.Tries == 0 || state.NextTryAt <= clock.GetUtcNow() || state.NextTryAt > clock.GetUtcNow() + Pauses[^1]);

    private async Task<MailState> TryAsync(DigestWeek week, MailState state, CancellationToken token)
    {
        try
        {
            var digest = await digests.GetAsync(week, token);
            await sender.SendAsync(DigestMail.Write(digest, DigestWords.In(rules.Language), mail.From, state.To), token);
            LogSent(week.Key, state.Tries + 1);
            return state with { SentAt = clock.GetUtcNow(), Tries = state.Tries + 1, NextTryAt = null, Problem = null };
        }
        catch (MailException e)
        {
            var next = e.IsFinal || state.Tries >= Pauses.Length ? (DateTimeOffset?)null : clock.GetUtcNow() + Pauses[state.Tries];
            LogFailed(week.Key, state.Tries + 1, e.Message, next);
            return state with { Tries = state.Tries + 1, NextTryAt = next, Problem = e.Message };
        }
    }

    private static string KeyOf(DigestWeek week) => $"digest.mail:{week.Key}";

    [LoggerMessage(4101, LogLevel.Information, "The digest of {Week} was mailed to one recipient (try {Try})")]
    private partial void LogSent(string week, int @try);

    [LoggerMessage(4102, LogLevel.Warning, "The digest of {Week} could not be mailed (try {Try}): {Problem} Next try: {Next}")]
    private partial void LogFailed(string week, int @try, string problem, DateTimeOffset? next);
}
