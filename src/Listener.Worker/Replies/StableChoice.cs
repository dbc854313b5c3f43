namespace Listener.Worker.Replies;

/// <summary>Choices that look random over many mentions and are always the same for one.</summary>
internal static class StableChoice
{
    /// <summary>Number of a mention's native id; the same on every machine and in every run (FNV-1a).</summary>
    public static uint HashOf(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
            hash = (hash ^ c) * 16777619u;
        // Final mixing: neighbouring ids must not fall on neighbouring variants.
        hash ^= hash >> 16;
        hash *= 0x7feb352du;
        return hash ^ (hash >> 15);
    }
}
