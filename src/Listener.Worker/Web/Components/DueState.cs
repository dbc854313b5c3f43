using Listener.Worker.Domain;
using Listener.Worker.Web.Text;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Components;

/// <summary>How a mention stands against its response target.</summary>
/// <param name="Icon">Icon.</param>
/// <param name="Tone">Tone of the chip; null for plain.</param>
/// <param name="Words">Words.</param>
public sealed record DueState(string Icon, string? Tone, string Words)
{
    private const double Soon = 0.25;

    /// <summary>State of a mention now; null if no answer is owed and none was given.</summary>
    public static DueState? Of(StoredMention mention, ConsoleClock clock, IStringLocalizer text)
    {
        if (mention.FirstRespondedAt is { } answered)
            return new DueState("check", answered > mention.Routing?.DueAt ? "warn" : "good", text["Answered in {0}", clock.Length(answered - mention.FirstSeenAt)]);
        if (mention.State == MentionState.Snoozed && mention.SnoozedUntil is { } until)
            return new DueState("pause", "quiet", text["Snoozed until {0}", clock.Time(until)]);
        if (mention.Routing is not { NeedsAnswer: true, DueAt: { } due } || mention.State == MentionState.Resolved)
            return null;
        if (mention.Mention.Eligibility.IsOver(clock.Now))
            return new DueState("eye", "quiet", text["Reply window closed"]);
        var left = due - clock.Now;
        if (left <= TimeSpan.Zero)
            return new DueState("alert", "bad", text["Overdue {0}", clock.Length(left)]);
        var isSoon = left < (due - mention.FirstSeenAt) * Soon;
        return new DueState("clock", isSoon ? "warn" : null, text["Due in {0}", clock.Length(left)]);
    }
}
