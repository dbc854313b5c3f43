using Listener.Worker.Digests;
using Listener.Worker.Pipeline;
using Listener.Worker.Replies;

namespace Listener.Worker.Hosting;

/// <summary>Hands the settings to the line in the line's own words.</summary>
internal static class LineRules
{
    public static PollRules Polling(ListenerSettings settings) => new()
    {
        Intervals = settings.Channels.ToDictionary(c => c.Key, c => c.Value.PollInterval),
        Speed = settings.Options.TestSpeed,
        BackOff = [.. new PollRules().BackOff.Select(pause => pause / settings.Options.TestSpeed)],
    };

    public static RoutingRules Routing(ListenerOptions options) => new()
    {
        PurchaseInterest = options.Targets.PurchaseInterest,
        Praise = options.Targets.Praise,
        Question = options.Targets.Question,
        Complaint = options.Targets.Complaint,
        Ceiling = options.Targets.Ceiling,
        WideReach = options.Targets.WideReach,
    };

    public static DeliveryRules Delivery(ListenerOptions options) => new()
    {
        Lease = options.Delivery.Lease,
        PostTimeout = TimeSpan.FromTicks(Math.Min(TimeSpan.FromSeconds(60).Ticks, options.Delivery.Lease.Ticks / 2)),
        MaxRepliesPerThreadAndHour = options.Delivery.MaxRepliesPerThreadAndHour,
        MaxRepliesPerChannelAndHour = options.Delivery.MaxRepliesPerChannelAndHour,
        Rehearse = options.Delivery.Rehearse,
        Speed = options.TestSpeed,
    };

    public static DigestRules Digest(ListenerOptions options) => new()
    {
        Brand = options.Brand.Name,
        Zone = TimeZoneInfo.TryFindSystemTimeZoneById(options.Brand.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc,
        Language = options.Digest.Language,
        HideHandles = options.Digest.HideHandles,
        Recipients = [.. options.Digest.Recipients],
    };

    public static MailRules Mail(MailOptions mail) => new(mail.From, mail.Host, mail.Port, mail.User, mail.Password, mail.PickupFolder);

    public static DraftingRules Drafting(ListenerOptions options) => new()
    {
        BrandName = options.Brand.Name,
        Signature = options.Brand.Signature,
        HelpUrl = options.Brand.HelpUrl,
        Contact = options.Brand.Contact,
        Language = options.Brand.Language,
        UndoWindow = options.Delivery.UndoWindow,
    };
}
