using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Pipeline;

/// <summary>What to do next with a reply.</summary>
internal abstract record DeliveryStep
{
    private DeliveryStep() { }

    /// <summary>Nothing stands in the way.</summary>
    public sealed record Go : DeliveryStep;

    /// <summary>Not now.</summary>
    public sealed record Wait(DateTimeOffset Until, string Why) : DeliveryStep;

    /// <summary>Something changed since approval: the draft is open again if nothing was ever sent, else a person decides.</summary>
    /// <param name="Why">What changed.</param>
    /// <param name="Seen">What the network showed, if the store does not know it yet; null otherwise.</param>
    public sealed record Stop(string Why, TargetReport? Seen = null) : DeliveryStep;

    /// <summary>A person has to look and decide.</summary>
    public sealed record AskPerson(string Why) : DeliveryStep;

    /// <summary>It stands on the network already.</summary>
    public sealed record Standing(string NativeId, Uri? Permalink) : DeliveryStep;

    public static readonly Go Proceed = new();
}

/// <summary>Pure decisions of the delivery state machine.</summary>
internal static class DeliveryDecisions
{
    /// <summary>What follows a look: see the table of delivery classes in the docs.</summary>
    public static Settlement AfterLook(ReplyRecord record, LookResult look, ChannelTraits traits, DeliveryRules rules, DateTimeOffset now) => look switch
    {
        LookResult.Found found => Delivered(now, found.NativeId, found.Permalink),
        LookResult.NotFound => AfterNotFound(record, traits, rules, now),
        LookResult.CannotTell doubt => AfterDoubt(record, doubt.Fault, traits, rules, now),
        _ => throw new ArgumentOutOfRangeException(nameof(look)),
    };

    /// <summary>What follows a try to post.</summary>
    public static Settlement AfterPost(ReplyRecord record, PostResult result, ChannelTraits traits, DeliveryRules rules, DateTimeOffset now) => result switch
    {
        PostResult.Delivered done => Delivered(now, done.NativeId, done.Permalink),
        PostResult.RetryLater later => AfterSureRefusal(record, later.At, later.Fault, rules, now),
        // A missing permission is mended by a person within hours: the reply waits, it is not lost.
        PostResult.Refused { Fault.Kind: ChannelFaultKind.Unauthorised } held => AfterSureRefusal(record, now + TimeSpan.FromMinutes(15), held.Fault, rules, now),
        PostResult.Refused refused => new Settlement(ReplyState.Refused, now, Draft.ProductAuthor, Detail: refused.Fault.ToString()),
        PostResult.Unknown { SaidNo: true } no => AfterUnknown(traits, SaidNo + no.Fault, rules, now),
        PostResult.Unknown unknown => AfterUnknown(traits, unknown.Fault.ToString(), rules, now),
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };

    /// <summary>Begins the detail of a doubtful reply that the network said no to, and stays with it through both looks; rows in the store carry it.</summary>
    public const string SaidNo = "The network said no: ";

    public static Settlement Delivered(DateTimeOffset now, string nativeId, Uri? permalink) =>
        new(ReplyState.Delivered, now, Draft.ProductAuthor, NativeId: nativeId, Permalink: permalink);

    public static Settlement Person(DateTimeOffset now, string why) => new(ReplyState.NeedsPerson, now, Draft.ProductAuthor, Detail: why);

    /// <summary>Pause before trying again: half the time it has been due, 30 s to 15 min. Needs no counter and survives restarts.</summary>
    public static DateTimeOffset NextTry(ReplyRecord record, DeliveryRules rules, DateTimeOffset now, DateTimeOffset? asked = null)
    {
        var age = (now - WaitsSince(record)) * rules.Speed;
        var pause = TimeSpan.FromTicks(Math.Clamp(age.Ticks / 2, TimeSpan.FromSeconds(30).Ticks, TimeSpan.FromMinutes(15).Ticks));
        var own = now + (pause / rules.Speed);
        var latest = now + TimeSpan.FromHours(24);
        var at = asked > own ? asked.Value : own;
        return at < latest ? at : latest;
    }

    public static bool IsTooOld(ReplyRecord record, DeliveryRules rules, DateTimeOffset now) => now - WaitsSince(record) > rules.GiveUpAfter;

    // A reply that was scheduled for a later day is not old because it was approved early.
    // Nor is one that a person sent on its way again.
    private static DateTimeOffset WaitsSince(ReplyRecord record) =>
        record.DueAt is { } due && due > record.Reply.ApprovedAt ? due : record.Reply.ApprovedAt;

    private static Settlement AfterSureRefusal(ReplyRecord record, DateTimeOffset at, ChannelFault fault, DeliveryRules rules, DateTimeOffset now)
    {
        if (record.Attempts >= rules.MaxRefusedAttempts || IsTooOld(record, rules, now))
            return Person(now, $"{AttemptHistory.NotPosted}{record.Attempts} attempts: {fault}");
        return new Settlement(ReplyState.RetryLater, now, Draft.ProductAuthor, NextTry(record, rules, now, now + ((at - now) / rules.Speed)), Detail: fault.ToString());
    }

    private static Settlement AfterUnknown(ChannelTraits traits, string why, DeliveryRules rules, DateTimeOffset now) =>
        traits.Delivery == DeliveryClass.None
            ? Person(now, why)
            : new Settlement(ReplyState.Unknown, now, Draft.ProductAuthor, now + (traits.LookDelays.First / rules.Speed), Detail: why);

    private static string? NoOf(ReplyRecord record) => record.Detail?.StartsWith(SaidNo, StringComparison.Ordinal) == true ? record.Detail : null;

    private static Settlement AfterNotFound(ReplyRecord record, ChannelTraits traits, DeliveryRules rules, DateTimeOffset now)
    {
        if (record.State == ReplyState.Unknown)
            return new Settlement(ReplyState.Checking, now, Draft.ProductAuthor, SecondLookAt(record, traits, rules, now), Detail: NoOf(record) ?? "Not found at the first look.", Looks: 1);
        if (traits.Delivery == DeliveryClass.None)
            return Person(now, $"{traits.DisplayName} offers no way to look for a reply.");
        // Who said no says it again: a person reads the network's own words instead.
        if (NoOf(record) is { } no)
            return Person(now, no);
        if (record.Attempts >= rules.MaxAttempts)
            return Person(now, $"Not found twice after {record.Attempts} doubtful attempts.");
        return new Settlement(ReplyState.Approved, now, Draft.ProductAuthor, now, Detail: "Not found twice: surely not posted, is sent once more.");
    }

    // The second look must come later than the server's own timeout plus the lag of its lists, counted from the moment of doubt;
    // and never right after the first, which may itself have been late. A doubt from the future was noted on a clock that has been set back.
    private static DateTimeOffset SecondLookAt(ReplyRecord record, ChannelTraits traits, DeliveryRules rules, DateTimeOffset now)
    {
        var (first, second) = traits.LookDelays;
        if (record.ChangedAt > now)
            return now + (second / rules.Speed);
        var fromDoubt = record.ChangedAt + (second / rules.Speed);
        var fromNow = now + ((second - first) / rules.Speed);
        return fromDoubt > fromNow ? fromDoubt : fromNow;
    }

    private static Settlement AfterDoubt(ReplyRecord record, ChannelFault fault, ChannelTraits traits, DeliveryRules rules, DateTimeOffset now)
    {
        // An answer that was cut off on its way is read whole the next time; what a look cannot settle comes as Refused.
        var willPass = fault.Kind is ChannelFaultKind.Transient or ChannelFaultKind.RateLimited or ChannelFaultKind.Unknown
            || (fault.Kind == ChannelFaultKind.Unauthorised && traits.Delivery is not (DeliveryClass.ReadBackOnly or DeliveryClass.None));
        if (!willPass || traits.Delivery == DeliveryClass.None || IsTooOld(record, rules, now))
            return Person(now, NoOf(record) ?? fault.ToString());
        return new Settlement(record.State, now, Draft.ProductAuthor, NextTry(record, rules, now, fault.RetryAt), Detail: NoOf(record) ?? fault.ToString(), Looks: record.Looks);
    }
}
