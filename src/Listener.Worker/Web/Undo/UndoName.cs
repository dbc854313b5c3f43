using Listener.Worker.Domain;
using Listener.Worker.Web.Text;

namespace Listener.Worker.Web.Undo;

/// <summary>The customer's name as the undo bar shows it: one short line that cannot disturb the words around it.</summary>
public static class UndoName
{
    private const int Longest = 40;

    /// <summary>Name, or handle where the network has no name; <c>?</c> if the mention is no longer stored.</summary>
    public static string Of(StoredMention? mention)
    {
        if (mention is null)
            return "?";
        var author = mention.Mention.Author;
        var name = TextPieces.Visible(author.DisplayName).Trim();
        if (name.Length == 0)
            name = "@" + TextPieces.Visible(author.UserName).Trim();
        if (name.Length > Longest)
            name = name[..(char.IsHighSurrogate(name[Longest - 1]) ? Longest - 1 : Longest)] + "…";
        // Braces would be taken for the place of the seconds; the isolates keep a name in another script from turning the words around it.
        return $"\u2068{name.Replace('{', '(').Replace('}', ')')}\u2069";
    }
}
