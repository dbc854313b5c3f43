using Listener.Worker.Domain;

namespace Listener.Worker.Channels.Demo;

/// <summary>A text on a made-up network.</summary>
/// <param name="Id">The network's id.</param>
/// <param name="ThreadId">Id of the thread's first text.</param>
/// <param name="ParentId">Text that is answered; null for the first of a thread.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Text">The text as it stands now.</param>
/// <param name="Stars">1-5; null where there are none.</param>
/// <param name="Audience">Who can read it.</param>
/// <param name="PostedAt">UTC.</param>
internal sealed record DemoPost(
    string Id, string ThreadId, string? ParentId, Author Author, string Text, int? Stars, Audience Audience, DateTimeOffset PostedAt)
{
    /// <summary>Rises with every edit.</summary>
    public int Version { get; init; } = 1;

    /// <summary>True if its author deleted it.</summary>
    public bool IsGone { get; init; }

    /// <summary>True if it is ours.</summary>
    public bool IsOwn { get; init; }

    /// <summary>True if its author lets nobody answer.</summary>
    public bool IsLocked { get; init; }

    /// <summary>True if the network gives it out in a form nobody can read.</summary>
    public bool IsBroken { get; init; }
}

/// <summary>Something that happens on a made-up network at a set time.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Network">Name of the network.</param>
/// <param name="PostId">Text concerned.</param>
internal abstract record DemoEvent(DateTimeOffset At, string Network, string PostId)
{
    /// <summary>Somebody writes.</summary>
    public sealed record Posted(string Network, DemoPost Post) : DemoEvent(Post.PostedAt, Network, Post.Id);

    /// <summary>Its author changes a text.</summary>
    public sealed record Edited(DateTimeOffset At, string Network, string PostId, string Text) : DemoEvent(At, Network, PostId);

    /// <summary>Its author deletes a text.</summary>
    public sealed record Deleted(DateTimeOffset At, string Network, string PostId) : DemoEvent(At, Network, PostId);
}
