using System.Globalization;
using System.Xml;

namespace Listener.Worker.Channels.Rss;

/// <summary>One entry as the feed states it; texts may still be HTML.</summary>
internal sealed record FeedEntry
{
    public string? Id { get; set; }

    public string? Link { get; set; }

    public string? Title { get; set; }

    public string? Summary { get; set; }

    public string? Content { get; set; }

    public string? Published { get; set; }

    public string? Updated { get; set; }

    public string? Author { get; set; }
}

/// <summary>A feed as read.</summary>
/// <param name="Title">Title of the feed; empty if none.</param>
/// <param name="Language">Language the feed states; null if none.</param>
/// <param name="TimeToLive">How long the publisher wants to be left alone; null if not stated.</param>
/// <param name="Entries">Entries in the feed's order.</param>
/// <param name="Broken">What stopped the reading before the end; null if nothing did.</param>
internal sealed record Feed(string Title, string? Language, TimeSpan? TimeToLive, IReadOnlyList<FeedEntry> Entries, string? Broken);

/// <summary>Reads RSS 0.9x, 1.0 and 2.0 and Atom, element by element: no document is built, no entity expanded, nothing fetched.</summary>
internal static class FeedReader
{
    private const int MaxEntries = 5_000;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        MaxCharactersFromEntities = 1024,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CheckCharacters = false,
    };

    /// <summary>Reads a feed; null if the text is neither RSS nor Atom.</summary>
    /// <param name="xml">The feed.</param>
    public static Feed? Read(string xml)
    {
        var strict = ReadOnce(xml);
        if (strict is { Broken: null })
            return strict;
        // Entities of HTML and bare ampersands stop a strict reader; a mended text mostly goes through.
        var mended = ReadOnce(FeedText.Mend(xml));
        return mended is not null && (strict is null || mended.Entries.Count >= strict.Entries.Count) ? mended : strict;
    }

    private static Feed? ReadOnce(string xml)
    {
        var state = new State();
        try
        {
            using var text = new StringReader(xml.TrimStart());
            using var reader = XmlReader.Create(text, Settings);
            reader.MoveToContent();
            if (reader.LocalName is not ("rss" or "feed" or "RDF"))
                return null;
            while (state.Entries.Count < MaxEntries && reader.Read())
                Step(reader, state);
        }
        catch (XmlException e)
        {
            state.Broken = string.Create(CultureInfo.InvariantCulture, $"the XML breaks at line {e.LineNumber}, position {e.LinePosition}");
        }
        return state.IsFeed || state.Broken is null ? new Feed(state.Title, state.Language, state.TimeToLive, state.Entries, state.Broken) : null;
    }

    private static void Step(XmlReader reader, State state)
    {
        while (reader.NodeType == XmlNodeType.Element)
        {
            state.IsFeed = true;
            if (reader.LocalName is "item" or "entry")
                state.Entries.Add(ReadEntry(reader));
            else if (reader is { LocalName: "title", Depth: <= 2 } && state.Title.Length == 0)
                state.Title = reader.ReadElementText();
            else if (reader is { LocalName: "language", Depth: 2 })
                state.Language = reader.ReadElementText();
            else if (reader is { LocalName: "ttl", Depth: 2 })
                state.TimeToLive = Minutes(reader.ReadElementText());
            else
                return;
        }
    }

    private static FeedEntry ReadEntry(XmlReader reader)
    {
        var entry = new FeedEntry();
        var depth = reader.Depth;
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return entry;
        }
        reader.Read();
        while (!reader.EOF && reader.Depth > depth)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.Depth == depth + 1)
                ReadField(reader, entry);
            else
                reader.Read();
        }
        reader.Read();
        return entry;
    }

    private static void ReadField(XmlReader reader, FeedEntry entry)
    {
        switch (reader.LocalName)
        {
            case "guid" or "id":
                entry.Id ??= reader.ReadElementText();
                break;
            case "link":
                ReadLink(reader, entry);
                break;
            case "title" when reader.Prefix is "" or "atom":
                entry.Title ??= reader.ReadElementText();
                break;
            case "description" or "summary" when reader.Prefix is "" or "atom":
                entry.Summary ??= reader.ReadElementText();
                break;
            case "content" or "encoded" when reader.Prefix is not "media":
                entry.Content ??= reader.ReadElementText();
                break;
            case "pubDate" or "published" or "issued" or "date":
                entry.Published ??= reader.ReadElementText();
                break;
            case "updated" or "modified":
                entry.Updated ??= reader.ReadElementText();
                break;
            case "author" or "creator":
                entry.Author ??= ReadAuthor(reader);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private static void ReadLink(XmlReader reader, FeedEntry entry)
    {
        var address = reader.GetAttribute("href");
        var relation = reader.GetAttribute("rel") ?? "alternate";
        var text = reader.ReadElementText();
        if (relation == "alternate")
            entry.Link ??= address ?? (text.Length > 0 ? text : null);
    }

    // RSS writes "address (Name)", Atom a name in an element of its own.
    private static string ReadAuthor(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return "";
        }
        var depth = reader.Depth;
        var text = new System.Text.StringBuilder();
        string? name = null;
        reader.Read();
        while (!reader.EOF && reader.Depth > depth)
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "name" })
                name ??= reader.ReadElementText();
            else if (reader.NodeType == XmlNodeType.Element)
                reader.Skip();
            else
            {
                if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                    text.Append(reader.Value.AsSpan(0, Math.Min(reader.Value.Length, 1_000)));
                reader.Read();
            }
        }
        reader.Read();
        var plain = text.ToString();
        var open = plain.IndexOf('(', StringComparison.Ordinal);
        return name ?? (open > 0 && plain.TrimEnd().EndsWith(')') ? plain.TrimEnd()[(open + 1)..^1] : plain);
    }

    private static TimeSpan? Minutes(string text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes > 0 ? TimeSpan.FromMinutes(Math.Min(minutes, 1440)) : null;

    private sealed class State
    {
        public bool IsFeed { get; set; }

        public string Title { get; set; } = "";

        public string? Language { get; set; }

        public TimeSpan? TimeToLive { get; set; }

        public List<FeedEntry> Entries { get; } = [];

        public string? Broken { get; set; }
    }
}

/// <summary>Reading of single elements.</summary>
internal static class XmlReading
{
    private const int MaxField = 200_000;

    /// <summary>
    /// Text of the element with that of its children, at most 200,000 characters, and moves behind it. Children of an XHTML
    /// body keep their line breaks.
    /// </summary>
    public static string ReadElementText(this XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return "";
        }
        var depth = reader.Depth;
        var text = new System.Text.StringBuilder();
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
                Append(text, reader.Value);
            else if (reader is { NodeType: XmlNodeType.Element, LocalName: "p" or "br" or "div" or "li" })
                Append(text, "<br>");
        }
        reader.Read();
        return text.ToString();
    }

    private static void Append(System.Text.StringBuilder text, string value) =>
        text.Append(value.AsSpan(0, Math.Max(0, Math.Min(value.Length, MaxField - text.Length))));
}
