using Listener.Worker.Domain;
using Listener.Worker.Pipeline;
using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Text;

/// <summary>What became of a reply, in words.</summary>
/// <param name="Icon">Icon name.</param>
/// <param name="Tone"><c>good</c>, <c>wait</c>, <c>bad</c> or <c>quiet</c>.</param>
/// <param name="Text">One or two plain sentences.</param>
/// <param name="Link">Address of the reply on the network; null if none.</param>
/// <param name="Why">What stood in the way, as the line noted it; null if the text says all.</param>
public sealed record DeliveryWords(string Icon, string Tone, string Text, Uri? Link = null, string? Why = null)
{
    /// <summary>A reply that goes out later than this was scheduled.</summary>
    public static readonly TimeSpan LongestUndo = TimeSpan.FromSeconds(60);

    /// <summary>Words for a reply now.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="network">Network name for people.</param>
    /// <param name="clock">Times of the reader.</param>
    /// <param name="text">Localiser.</param>
    /// <param name="inDoubt">True if a reply that waits for a person may stand on the network.</param>
    public static DeliveryWords Of(ReplyRecord reply, string network, ConsoleClock clock, IStringLocalizer text, bool inDoubt) => reply.State switch
    {
        // What held it up once is told; only what never was is scheduled, or in its undo window.
        ReplyState.Approved or ReplyState.RetryLater when reply.Detail is not null && reply.NextActionAt > clock.Now =>
            new("pause", "wait", text["Not sent to {0} yet. Next try {1}.", network, clock.Time(reply.NextActionAt.Value)], Why: reply.Detail),
        ReplyState.Approved when reply.NextActionAt > clock.Now + LongestUndo =>
            new("clock", "wait", text["Scheduled: goes to {0} {1}. It is checked again before it is sent.", network, clock.Time(reply.NextActionAt.Value)]),
        ReplyState.Approved when reply.NextActionAt > clock.Now =>
            new("clock", "wait", text["Sending to {0} in {1} s", network, (int)Math.Ceiling((reply.NextActionAt.Value - clock.Now).TotalSeconds)]),
        ReplyState.Approved => new("clock", "wait", text["Approved. Waits to be sent to {0}.", network], Why: reply.Detail),
        ReplyState.Sending => new("send", "wait", text["Being sent to {0}.", network]),
        ReplyState.Delivered => new("check", "good", text["Posted {0}", clock.Time(reply.ChangedAt)], Web(reply.Permalink)),
        ReplyState.RetryLater => new("pause", "wait", text["Not sent to {0} yet.", network], Why: reply.Detail),
        ReplyState.Refused => new("alert", "bad", Refusal(reply, network, text)),
        ReplyState.Unknown or ReplyState.Checking when reply.NextActionAt is { } look =>
            new("help", "wait", text["We cannot tell yet whether {0} took this reply. We look again {1}; it is not sent twice.", network, clock.Time(look)]),
        ReplyState.Unknown or ReplyState.Checking => new("help", "wait", text["We cannot tell yet whether {0} took this reply. It is not sent twice.", network]),
        ReplyState.NeedsPerson when inDoubt =>
            new("help", "bad", text["We cannot tell whether {0} took this reply. Look at the thread, then choose.", network], Why: reply.Detail),
        ReplyState.NeedsPerson => new("alert", "bad", text["This reply was not posted on {0}.", network], Why: reply.Detail),
        ReplyState.Cancelled when reply.Detail == DecideDoubt.GivenUp => new("undo", "quiet", text["Given up. It is not sent again."]),
        ReplyState.Cancelled when reply.Attempts > 0 => new("undo", "quiet", text["Stopped; nothing of it stands on the network"] + ".", Why: reply.Detail),
        ReplyState.Cancelled => new("undo", "quiet", string.IsNullOrEmpty(reply.Detail) ? text["Undone. Nothing was sent."] : text["Stopped. Nothing was sent: {0}", reply.Detail]),
        ReplyState.ManualHandOff => new("hand", "wait", text["To be posted by hand. Copy the text, post it in the thread, then confirm."]),
        _ => throw new ArgumentOutOfRangeException(nameof(reply)),
    };

    private static string Refusal(ReplyRecord reply, string network, IStringLocalizer text) =>
        string.IsNullOrEmpty(reply.Detail) ? text["{0} refused the reply.", network] : text["{0} refused the reply: {1}", network, reply.Detail];

    private static Uri? Web(Uri? link) => link?.Scheme is "http" or "https" ? link : null;
}
