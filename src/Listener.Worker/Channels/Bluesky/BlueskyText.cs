using System.Text;
using System.Text.RegularExpressions;

namespace Listener.Worker.Channels.Bluesky;

/// <summary>Finds what has to be marked in a text so that it can be clicked.</summary>
internal static partial class BlueskyText
{
    private const string MentionFeature = "app.bsky.richtext.facet#mention";
    private const string LinkFeature = "app.bsky.richtext.facet#link";

    /// <summary>
    /// Links and known people in <paramref name="text"/>, offsets in UTF-8 bytes. People come from the conversation only:
    /// asking the network for a handle could give another answer on the next try, and then other bytes.
    /// </summary>
    /// <returns>Facets in order; null if there are none.</returns>
    public static IReadOnlyList<Facet>? Facets(string text, IReadOnlyDictionary<string, string> people)
    {
        var facets = new List<Facet>();
        foreach (Match match in Links().Matches(text))
        {
            var link = TrimEnd(match.Value);
            if (Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Host.Length > 0)
                facets.Add(new Facet(Range(text, match.Index, link.Length), [new FacetFeature(LinkFeature, Uri: link)]));
        }
        foreach (Match match in Handles().Matches(text))
        {
            var handle = match.Value.TrimEnd('.', '-');
            if (StartsWord(text, match.Index) && people.TryGetValue(handle[1..].ToLowerInvariant(), out var did))
                facets.Add(new Facet(Range(text, match.Index, handle.Length), [new FacetFeature(MentionFeature, did)]));
        }
        return facets.Count == 0 ? null : [.. facets.OrderBy(f => f.Index.ByteStart)];
    }

    private static ByteRange Range(string text, int start, int length)
    {
        var from = Encoding.UTF8.GetByteCount(text.AsSpan(0, start));
        return new ByteRange(from, from + Encoding.UTF8.GetByteCount(text.AsSpan(start, length)));
    }

    // A full stop or bracket after a link belongs to the sentence, unless the link itself opened the bracket.
    private static string TrimEnd(string link)
    {
        while (link.Length > 0 && (".,;:!?'\"".Contains(link[^1], StringComparison.Ordinal) || (link[^1] == ')' && !link.Contains('(', StringComparison.Ordinal))))
            link = link[..^1];
        return link;
    }

    private static bool StartsWord(string text, int at) => at == 0 || !(char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '@' or '/' or '.' or '_');

    [GeneratedRegex(@"https?://[^\s<>""]+", RegexOptions.NonBacktracking)]
    private static partial Regex Links();

    [GeneratedRegex(@"@[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z0-9-]+", RegexOptions.NonBacktracking)]
    private static partial Regex Handles();
}
