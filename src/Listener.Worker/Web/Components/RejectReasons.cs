namespace Listener.Worker.Web.Components;

/// <summary>Reasons offered when a draft is rejected, as English keys; they are stored as they stand here.</summary>
public static class RejectReasons
{
    /// <summary>All, most frequent first.</summary>
    public static IReadOnlyList<string> All { get; } = ["wrong fact", "tone", "not needed", "another reason"];
}
