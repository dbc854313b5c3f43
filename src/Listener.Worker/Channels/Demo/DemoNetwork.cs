using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Demo;

/// <summary>One made-up network: its texts and, in order, which of them changed. Used by one thread at a time.</summary>
internal sealed class DemoNetwork(DemoFlavour flavour)
{
    /// <summary>Our own account.</summary>
    public static readonly Author Us = new("morgenkessel", "morgenkessel", "Morgenkessel", 18_400);

    private readonly Dictionary<string, DemoPost> posts = new(StringComparer.Ordinal);
    private readonly List<string> changes = [];

    /// <summary>How many changes there were so far.</summary>
    public int Latest => changes.Count;

    /// <summary>One text, deleted or not; null if there never was one.</summary>
    public DemoPost? Find(string id) => posts.GetValueOrDefault(id);

    /// <summary>Texts that changed after the first <paramref name="read"/> changes, each once, and how many changes are read then.</summary>
    public (IReadOnlyList<DemoPost> Posts, int Read) ChangedAfter(int read, int max)
    {
        var page = changes.Skip(read).Take(max).ToList();
        return ([.. page.Distinct().Select(id => posts[id])], read + page.Count);
    }

    /// <summary>Our first standing answer to a text; null if there is none.</summary>
    public DemoPost? AnswerTo(string id) => posts.Values.FirstOrDefault(p => p is { IsOwn: true, IsGone: false } && p.ParentId == id);

    /// <summary>Lets something happen; what concerns a text that is not there is passed over.</summary>
    public void Apply(DemoEvent happening)
    {
        if (happening is DemoEvent.Posted posted)
            Put(posted.Post);
        else if (Find(happening.PostId) is { IsGone: false } known)
            Put(happening is DemoEvent.Edited edited ? known with { Text = edited.Text, Version = known.Version + 1 } : known with { IsGone = true });
    }

    /// <summary>Why a text takes no answer of ours now; null if it does.</summary>
    public string? WhyClosed(DemoPost target, DateTimeOffset now)
    {
        if (target.IsLocked)
            return "the author lets nobody answer";
        if (flavour.OneReply && AnswerTo(target.Id) is not null)
            return "a review takes one answer only";
        return now - target.PostedAt >= flavour.Window ? $"messages can be answered for {flavour.Window.Value.TotalHours:0} hours" : null;
    }

    /// <summary>Posts our answer under a key of our choice; the same key again changes nothing.</summary>
    /// <returns>The answer that stands; null if the text answered is gone.</returns>
    public DemoPost? Answer(string key, string parentId, string text, DateTimeOffset now)
    {
        if (posts.TryGetValue(key, out var known))
            return known;
        if (Find(parentId) is not { IsGone: false } parent)
            return null;
        var answer = new DemoPost(key, parent.ThreadId, parent.Id, Us, text, null, parent.Audience, now) { IsOwn = true };
        Put(answer);
        return answer;
    }

    private void Put(DemoPost post)
    {
        posts[post.Id] = post;
        changes.Add(post.Id);
    }
}
