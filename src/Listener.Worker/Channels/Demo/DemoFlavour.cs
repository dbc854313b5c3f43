using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Demo;

/// <summary>What sets one made-up network apart from another.</summary>
/// <param name="Name">Name in settings.</param>
/// <param name="DisplayName">Name for people.</param>
/// <param name="Opening">Kind of a text that begins a thread.</param>
/// <param name="Following">Kind of a further text of a thread.</param>
/// <param name="Limits">Length limits of a reply.</param>
/// <param name="OneReply">True if a thread takes one reply of ours only.</param>
/// <param name="Window">How long after a text a reply is taken; null for ever.</param>
internal sealed record DemoFlavour(
    string Name, string DisplayName, MentionKind Opening, MentionKind Following, IReadOnlyList<TextLimit> Limits, bool OneReply, TimeSpan? Window)
{
    /// <summary>Public short posts.</summary>
    public static DemoFlavour Chirp { get; } =
        new("chirp", "Chirp (demo)", MentionKind.Post, MentionKind.Reply, [new TextLimit(CountingRule.Graphemes, 300)], false, null);

    /// <summary>Reviews with one to five stars.</summary>
    public static DemoFlavour Stars { get; } =
        new("stars", "Stars (demo)", MentionKind.Review, MentionKind.Review, [new TextLimit(CountingRule.Utf16, 350)], true, null);

    /// <summary>Private messages.</summary>
    public static DemoFlavour Letterbox { get; } =
        new("letterbox", "Letterbox (demo)", MentionKind.DirectMessage, MentionKind.DirectMessage, [new TextLimit(CountingRule.Graphemes, 1000)], false, TimeSpan.FromHours(24));

    /// <summary>All made-up networks.</summary>
    public static IReadOnlyList<DemoFlavour> All { get; } = [Chirp, Stars, Letterbox];

    /// <summary>One by name; null if unknown.</summary>
    public static DemoFlavour? Find(string name) => All.FirstOrDefault(f => f.Name == name);
}
