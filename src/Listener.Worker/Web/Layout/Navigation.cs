namespace Listener.Worker.Web.Layout;

/// <summary>An entry of the main navigation.</summary>
/// <param name="Key">Value of <c>Shell.Current</c> that marks it.</param>
/// <param name="Title">Name for people, an English key.</param>
/// <param name="Address">Address.</param>
/// <param name="Icon">Icon.</param>
/// <param name="Keys">Key sequence that opens it.</param>
public sealed record NavigationEntry(string Key, string Title, string Address, string Icon, string Keys);

/// <summary>The main navigation. A new page adds one line.</summary>
public static class Navigation
{
    /// <summary>All entries, in the order shown.</summary>
    public static IReadOnlyList<NavigationEntry> All { get; } =
    [
        new("inbox", "Inbox", "/", "inbox", "g m"),
        new("approvals", "Approvals", "/approvals", "draft", "g a"),
        new("reports", "Reports", "/reports", "chart", "g r"),
        new("answers", "Canned answers", "/answers", "note", "g s"),
        new("digests", "Digest", "/digests", "mail", "g d"),
        new("channels", "Channels", "/channels", "plug", "g h"),
    ];
}
