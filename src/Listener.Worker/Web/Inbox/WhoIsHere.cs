using Microsoft.Extensions.Localization;

namespace Listener.Worker.Web.Inbox;

/// <summary>Who is on a mention, in short sentences to be read aloud.</summary>
public static class WhoIsHere
{
    /// <summary>Writer first, then lookers, then whom it is assigned to; the reader is left out of the first two.</summary>
    public static string Of(MentionView view, Presence presence, string reader, IStringLocalizer text)
    {
        var writer = view.IsHeldByOther(reader) ? view.Claim!.By : null;
        var people = new List<string>();
        if (writer is not null)
            people.Add(text["{0} is writing", view.NameOf(writer)]);
        people.AddRange(presence.ViewersOf(view.Stored.Number, reader)
            .Where(v => !string.Equals(v, writer, StringComparison.OrdinalIgnoreCase)).Select(v => text["{0} is looking", view.NameOf(v)].Value));
        if (people.Count == 0)
            people.Add(text["Nobody else is on this mention"]);
        people.Add(view.Stored.Assignee is { } assignee ? text["Assigned to {0}", view.NameOf(assignee)] : text["Assigned to nobody"]);
        return string.Join(". ", people) + ".";
    }
}
