using Listener.Worker.Domain;

namespace Listener.Worker.Tests.Channels;

/// <summary>Builds replies to mentions that were just read.</summary>
public static class Replies
{
    /// <summary>An approved reply to <paramref name="mention"/>.</summary>
    public static Reply To(Mention mention, string text, Guid? id = null, DateTimeOffset? approvedAt = null, string language = "en")
    {
        var stored = new StoredMention(
            new MentionNumber(1), mention, mention.PostedAt, null, null, MentionState.New, null, null, null, null, null);
        return Reply.To(stored, new ReplyId(id ?? Guid.NewGuid()), text, language, approvedAt ?? mention.PostedAt.AddMinutes(5));
    }
}
