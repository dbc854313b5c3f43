using Listener.Worker.Pipeline;
using Listener.Worker.Replies;

namespace Listener.Worker.Hosting;

/// <summary>Hands the settings to the line in the line's own words.</summary>
internal static class LineRules
{
    public static PollRules Polling(ListenerSettings settings) => new()
    {
        Intervals = settings.Channels.ToDictionary(c => c.Key, c => c.Value.PollInterval),
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
    };

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
