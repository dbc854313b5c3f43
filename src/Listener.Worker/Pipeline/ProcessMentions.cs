using Listener.Worker.Channels;
using Listener.Worker.Domain;
using Listener.Worker.Storage;

namespace Listener.Worker.Pipeline;

/// <summary>Takes stored mentions through Classify, Route and Draft in batches, on all cores.</summary>
public sealed partial class ProcessMentions(
    IMentionStore mentions, OpenChannels channels, ClassifyMention classify, RouteMention route, DraftReply draft, ILogger<ProcessMentions> log)
{
    /// <summary>Mentions a batch: large enough to spare transactions, small enough to show progress.</summary>
    public const int BatchSize = 1000;

    // Channels removed from the settings still have mentions; their drafts are written without limits and handed to a person.
    private static readonly ChannelTraits NoTraits = new()
    {
        Network = "unknown",
        DisplayName = "a channel that is switched off",
        CanReply = false,
        TextLimits = [],
        Delivery = DeliveryClass.None,
        ShortestPollInterval = TimeSpan.FromMinutes(1),
        VendorPage = new Uri("about:blank"),
    };

    /// <summary>Works until nothing is left or the token is cancelled.</summary>
    /// <returns>Mentions understood.</returns>
    public async Task<int> RunAsync(CancellationToken token)
    {
        var count = 0;
        while (!token.IsCancellationRequested)
        {
            var batch = await mentions.TakeUnprocessedAsync(BatchSize, token);
            if (batch.Count == 0)
                break;
            await mentions.SaveUnderstoodAsync(Understand(batch), token);
            count += batch.Count;
        }
        if (count > 0)
            LogUnderstood(count);
        return count;
    }

    /// <summary>Understands a batch without any store: same input, same output in the same order.</summary>
    public IReadOnlyList<UnderstoodMention> Understand(IReadOnlyList<StoredMention> batch)
    {
        var understood = new UnderstoodMention[batch.Count];
        if (batch.Count < 16)
        {
            for (var i = 0; i < understood.Length; i++)
                understood[i] = Understand(batch[i]);
        }
        else
        {
            Parallel.For(0, understood.Length, i => understood[i] = Understand(batch[i]));
        }
        return understood;
    }

    private UnderstoodMention Understand(StoredMention stored)
    {
        var channel = channels.Find(stored.Mention.Id.Channel);
        var labels = Classify(stored, channel);
        var routing = route.Run(stored.Mention, stored.FirstSeenAt, labels, PurposeOf(channel, stored.Mention.Watch));
        return new UnderstoodMention(stored.Number, labels, routing, Draft(stored, labels, routing, channel?.Traits ?? NoTraits));
    }

    // A mention that breaks a stage must neither stop the line nor be lost: it goes to a person, unsure or without a draft.
    private Classification Classify(StoredMention stored, IChannel? channel)
    {
        try
        {
            return classify.Run(stored.Mention, channel?.Traits.Network);
        }
        catch (Exception error)
        {
            LogNotClassified(error, stored.Number, stored.Mention.Id.Channel);
            return ClassifyMention.Unsure;
        }
    }

    private Draft? Draft(StoredMention stored, Classification labels, Routing routing, ChannelTraits traits)
    {
        try
        {
            return draft.Run(stored.Number, stored.Mention, labels, routing, traits);
        }
        catch (Exception error)
        {
            LogNotDrafted(error, stored.Number, stored.Mention.Id.Channel);
            return null;
        }
    }

    private static WatchPurpose PurposeOf(IChannel? channel, string watch)
    {
        if (channel is null)
            return WatchPurpose.Brand;
        foreach (var one in channel.Watches)
        {
            if (one.Name == watch)
                return one.Purpose;
        }
        return WatchPurpose.Brand;
    }

    [LoggerMessage(1301, LogLevel.Information, "{Count} mentions understood")]
    private partial void LogUnderstood(int count);

    [LoggerMessage(1302, LogLevel.Error, "Mention {Mention} of {Channel} could not be classified; a person has to")]
    private partial void LogNotClassified(Exception error, MentionNumber mention, ChannelKey channel);

    [LoggerMessage(1303, LogLevel.Error, "No draft could be made for mention {Mention} of {Channel}; a person has to write one")]
    private partial void LogNotDrafted(Exception error, MentionNumber mention, ChannelKey channel);
}
