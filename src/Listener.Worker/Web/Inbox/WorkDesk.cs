using Listener.Worker.Domain;
using Listener.Worker.Hosting;
using Listener.Worker.Storage;
using Microsoft.Extensions.Options;

namespace Listener.Worker.Web.Inbox;

/// <summary>Assigns, snoozes, resolves and opens mentions again, keeping what is needed to take it back.</summary>
public sealed class WorkDesk(IMentionStore mentions, IOperationsStore operations, ConsoleVisit visit, TimeProvider time, IOptions<ListenerOptions> options)
{
    /// <summary>Assigns to a person, or to nobody.</summary>
    /// <returns>The mentions as they were before; null if there is no such person.</returns>
    public async Task<IReadOnlyList<StoredMention>?> AssignAsync(IReadOnlyList<MentionNumber> numbers, string? assignee, CancellationToken token)
    {
        var person = string.IsNullOrEmpty(assignee) ? null : await operations.FindUserAsync(assignee, token);
        if (!string.IsNullOrEmpty(assignee) && (person is null || person.Disabled))
            return null;
        return await ForEachAsync(numbers, n => mentions.AssignAsync(n, person?.Name, By, Now, token), token);
    }

    /// <summary>Snoozes: <c>1h</c>, <c>3h</c>, <c>tomorrow</c> or <c>monday</c> when the working day begins.</summary>
    /// <returns>The mentions as they were before; null if the length is unknown.</returns>
    public async Task<IReadOnlyList<StoredMention>?> SnoozeAsync(IReadOnlyList<MentionNumber> numbers, string? length, CancellationToken token)
    {
        if (Until(length) is not { } until)
            return null;
        return await ForEachAsync(numbers, n => mentions.SetStateAsync(n, MentionState.Snoozed, until, By, Now, token), token);
    }

    /// <summary>Resolves.</summary>
    public Task<IReadOnlyList<StoredMention>> ResolveAsync(IReadOnlyList<MentionNumber> numbers, CancellationToken token) =>
        ForEachAsync(numbers, n => mentions.SetStateAsync(n, MentionState.Resolved, null, By, Now, token), token);

    /// <summary>Opens again.</summary>
    public Task<IReadOnlyList<StoredMention>> ReopenAsync(IReadOnlyList<MentionNumber> numbers, CancellationToken token) =>
        ForEachAsync(numbers, n => mentions.SetStateAsync(n, MentionState.Open, null, By, Now, token), token);

    /// <summary>An action that puts state and assignee back, where nobody changed them since.</summary>
    public Func<IServiceProvider, CancellationToken, Task<bool>> BackTo(IReadOnlyList<StoredMention> before)
    {
        var by = By;
        return async (services, token) =>
        {
            var store = services.GetRequiredService<IMentionStore>();
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var all = true;
            foreach (var old in before)
                all &= await PutBackAsync(store, old, by, now, token);
            return all;
        };
    }

    private string By => visit.User.Name;

    private DateTimeOffset Now => time.GetUtcNow();

    private static async Task<bool> PutBackAsync(IMentionStore store, StoredMention old, string by, DateTimeOffset now, CancellationToken token)
    {
        var current = await store.FindAsync(old.Number, token);
        // A reply that went out in the meantime made it Pending; that is not to be undone from here.
        if (current is null || (current.State == MentionState.Pending && old.State != MentionState.Pending))
            return false;
        if (current.State != old.State || current.SnoozedUntil != old.SnoozedUntil)
            await store.SetStateAsync(old.Number, old.State, old.SnoozedUntil, by, now, token);
        if (current.Assignee != old.Assignee)
            await store.AssignAsync(old.Number, old.Assignee, by, now, token);
        return true;
    }

    private async Task<IReadOnlyList<StoredMention>> ForEachAsync(IReadOnlyList<MentionNumber> numbers, Func<MentionNumber, Task<StoredMention?>> act, CancellationToken token)
    {
        var before = new List<StoredMention>(numbers.Count);
        foreach (var number in numbers)
        {
            if (await mentions.FindAsync(number, token) is not { } old)
                continue;
            if (await act(number) is not null)
                before.Add(old);
        }
        return before;
    }

    private DateTimeOffset? Until(string? length) => length switch
    {
        "1h" => Now.AddHours(1),
        "3h" => Now.AddHours(3),
        "tomorrow" => Morning(1),
        "monday" => Morning(((int)DayOfWeek.Monday - (int)visit.Clock.Local(Now).DayOfWeek + 6) % 7 + 1),
        _ => null,
    };

    // The wall clock decides: in the night the clocks change, 9:00 stays 9:00.
    private DateTimeOffset Morning(int days)
    {
        var wall = visit.Clock.Local(Now).Date.AddDays(days) + options.Value.Brand.DayBegins;
        while (visit.Clock.Zone.IsInvalidTime(wall))
            wall = wall.AddMinutes(30);
        return new DateTimeOffset(wall, visit.Clock.Zone.GetUtcOffset(wall)).ToUniversalTime();
    }
}
