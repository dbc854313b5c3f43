using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Listener.Worker.Channels;

/// <summary>Turns HTML of a post or feed into plain text: blocks become lines, scripts and hidden parts vanish.</summary>
public static partial class HtmlText
{
    // Longer pages are cut before parsing; no mention keeps more text than this anyway.
    private const int MaxHtml = 200_000;
    private static readonly HashSet<string> Hidden = new(StringComparer.Ordinal) { "SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "IFRAME", "OBJECT", "HEAD", "SVG", "MATH" };
    private static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        "P", "DIV", "LI", "UL", "OL", "TR", "TABLE", "BLOCKQUOTE", "PRE", "H1", "H2", "H3", "H4", "H5", "H6", "SECTION", "ARTICLE", "HEADER", "FOOTER", "DL", "DT", "DD", "HR", "FIGURE",
    };

    /// <summary>Plain text of <paramref name="html"/>, trimmed, at most one empty line between paragraphs.</summary>
    public static string From(string? html)
    {
        if (string.IsNullOrWhiteSpace(html))
            return "";
        if (!html.AsSpan().ContainsAny('<', '&'))
            return html.Trim();
        var document = new HtmlParser().ParseDocument(html.Length > MaxHtml ? html[..MaxHtml] : html);
        var text = new StringBuilder();
        Walk(document.Body, text);
        return Tidy(text.ToString());
    }

    // A loop and not a recursion: outside HTML may be nested as deep as it likes.
    private static void Walk(INode? root, StringBuilder text)
    {
        var node = root;
        while (node is not null)
        {
            if (Enter(node, text) && node.FirstChild is { } child)
            {
                node = child;
                continue;
            }
            while (node is not null && node != root && node.NextSibling is null)
            {
                node = node.Parent;
                Leave(node, text);
            }
            node = node is null || node == root ? null : node.NextSibling;
        }
    }

    private static bool Enter(INode node, StringBuilder text)
    {
        if (node is IText words)
            text.Append(Spaces().Replace(words.Data, " "));
        if (node is not IElement element)
            return false;
        if (Hidden.Contains(element.TagName) || element.HasAttribute("hidden") || element.ClassList.Contains("invisible"))
            return false;
        if (element.TagName == "BR" || Blocks.Contains(element.TagName))
            text.Append('\n');
        return true;
    }

    private static void Leave(INode? node, StringBuilder text)
    {
        if (node is IElement { TagName: var tag } && Blocks.Contains(tag))
            text.Append('\n');
    }

    private static string Tidy(string text) => Lines().Replace(BlanksAtBreak().Replace(text, "\n"), "\n\n").Trim();

    [GeneratedRegex(@"[ \t\r\n\f\u00A0]+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();

    [GeneratedRegex(@" *\n *", RegexOptions.NonBacktracking)]
    private static partial Regex BlanksAtBreak();

    [GeneratedRegex(@"\n{3,}", RegexOptions.NonBacktracking)]
    private static partial Regex Lines();
}
