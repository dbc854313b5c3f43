using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Pipeline;

/// <summary>Second stage: takes out what must never become a mention. Known mentions are recognised by the store's unique key.</summary>
public static class DeduplicateMentions
{
    /// <summary>Parts our own posts from the page, drops reposts and keeps the last version of an item that occurs twice.</summary>
    /// <returns>The page to store, in its old order, and our own posts.</returns>
    public static (MentionPage Page, IReadOnlyList<Mention> Own) Run(MentionPage page)
    {
        var own = new List<Mention>();
        var kept = new List<Mention>(page.Mentions.Count);
        var places = new Dictionary<MentionId, int>(page.Mentions.Count);
        foreach (var mention in page.Mentions)
        {
            if (mention.IsOwn)
                own.Add(mention);
            else if (!mention.IsRepost)
                Keep(mention);
        }
        return (page with { Mentions = kept }, own);

        void Keep(Mention mention)
        {
            if (places.TryAdd(mention.Id, kept.Count))
                kept.Add(mention);
            else
                kept[places[mention.Id]] = mention;
        }
    }
}
