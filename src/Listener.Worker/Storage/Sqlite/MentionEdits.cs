using Listener.Worker.Domain;

namespace Listener.Worker.Storage.Sqlite;

/// <summary>What happens to a known mention when the network edits or removes it.</summary>
internal static class MentionEdits
{
    /// <summary>
    /// Stores a changed mention as its new version: the old text is kept aside, classification, routing and open drafts fall away, replies
    /// that were not attempted are cancelled, and the mention waits to be understood again.
    /// </summary>
    /// <returns>False if nothing changed.</returns>
    public static bool Apply(WriteScope scope, IncomingMention incoming, DateTimeOffset now, out long number)
    {
        var known = MentionRows.One(scope.Db.Sql(MentionRows.Select + "WHERE m.channel = ?1 AND m.native_id = ?2")
            .With(scope.Channel(incoming.Mention.Id.Channel)).With(incoming.Mention.Id.NativeId))!;
        number = known.Number.Value;
        if (known.GoneAt is null && !Differs(known.Mention, incoming.Mention))
        {
            if (known.Mention.Watch == incoming.Mention.Watch && known.Mention.Eligibility != incoming.Mention.Eligibility)
                SetEligibility(scope, number, incoming.Mention.Eligibility);
            return false;
        }
        KeepEarlier(scope, known, now);
        SearchIndex.Remove(scope.Db, number, SearchedOf(known.Mention));
        incoming.Update(scope.Db, number, now);
        SearchIndex.Add(scope.Db, number, incoming.Searched);
        StopReplies(scope, number, "the customer edited", now);
        scope.Db.Sql("DELETE FROM understanding WHERE number = ?1").With(number).Run();
        WorkRow.Change(scope, number, Forget);
        scope.Db.Sql("UPDATE work SET posted_at = ?2 WHERE number = ?1 AND posted_at <> ?2").With(number).With(incoming.Mention.PostedAt).Run();
        SetEnd(scope, number, incoming.Mention.Eligibility);
        return true;
    }

    /// <summary>Counts a mention as answered although Listener did not send the answer; open drafts fall away.</summary>
    /// <returns>False if it was answered before or a reply of Listener's is on its way.</returns>
    public static bool AnsweredElsewhere(WriteScope scope, long number, DateTimeOffset at)
    {
        var noted = false;
        if (!ReplyRows.AnyOnItsWay(scope.Db, number))
            WorkRow.Change(scope, number, row =>
            {
                noted = row.AnsweredAt is null;
                return noted ? Answered(row, at) : row;
            });
        if (noted)
            DraftWrites.Supersede(scope, number);
        return noted;
    }

    /// <summary>Marks a mention as gone and stops replies that were not attempted.</summary>
    /// <returns>Its number; null if unknown or gone already.</returns>
    public static long? Remove(WriteScope scope, MentionId id, DateTimeOffset now)
    {
        long number;
        using (var find = scope.Db.Sql("SELECT number FROM mention WHERE channel = ?1 AND native_id = ?2 AND gone_at IS NULL")
            .With(scope.Channel(id.Channel)).With(id.NativeId))
        {
            if (!find.Step())
                return null;
            number = find.Long(0);
        }
        scope.Db.Sql("UPDATE mention SET gone_at = ?2 WHERE number = ?1").With(number).With(now).Run();
        StopReplies(scope, number, "the customer removed it", now);
        return number;
    }

    /// <summary>What was searched for this mention so far.</summary>
    public static string SearchedOf(Mention mention) =>
        MentionKeys.Searched(mention.Title, mention.Text, mention.Author.UserName, mention.Author.DisplayName);

    // Whether and until when it may be answered is no edit of the customer's: nothing is read or drafted anew.
    private static void SetEligibility(WriteScope scope, long number, ReplyEligibility eligibility)
    {
        scope.Db.Sql("UPDATE mention SET eligibility = ?2, eligibility_reason = ?3, eligibility_ends = ?4 WHERE number = ?1")
            .With(number).With((int)eligibility.Kind).With(eligibility.Reason).With(eligibility.Ends).Run();
        SetEnd(scope, number, eligibility);
        scope.Changed("mention-changed", number);
    }

    private static void SetEnd(WriteScope scope, long number, ReplyEligibility eligibility) =>
        scope.Db.Sql("UPDATE work SET closes_at = ?2 WHERE number = ?1 AND closes_at IS NOT ?2").With(number).With(eligibility.Ends).Run();

    private static WorkRow Answered(WorkRow row, DateTimeOffset at) => row with
    {
        AnsweredAt = at.ToUnixTimeMilliseconds(),
        Dimensions = row.State is MentionState.New or MentionState.Open ? row.Dimensions with { State = (int)MentionState.Pending } : row.Dimensions,
    };

    private static bool Differs(Mention known, Mention read) =>
        known.Text != read.Text || known.Title != read.Title || known.Stars != read.Stars
        || (known.Version is not null && read.Version is not null && known.Version != read.Version);

    private static void KeepEarlier(WriteScope scope, StoredMention known, DateTimeOffset now) =>
        scope.Db.Sql("""
            INSERT INTO earlier_text (mention, revision, text, title, stars, version, replaced_at)
            SELECT number, revision, ?2, ?3, ?4, ?5, ?6 FROM work WHERE number = ?1
            """).With(known.Number.Value).With(known.Mention.Text).With(known.Mention.Title).With((long?)known.Mention.Stars)
            .With(known.Mention.Version).With(now).Run();

    private static void StopReplies(WriteScope scope, long number, string reason, DateTimeOffset now)
    {
        foreach (var reply in ReplyRows.UnattemptedOf(scope.Db, number))
            ReplyWrites.Move(scope, reply.Cancelled(), now, Draft.ProductAuthor, reason);
        DraftWrites.Supersede(scope, number);
        WorkRow.Change(scope, number, row => row.State == MentionState.Pending && !ReplyRows.AnyOnItsWay(scope.Db, number)
            ? row with { Dimensions = row.Dimensions with { State = (int)MentionState.Open } }
            : row);
    }

    /// <summary>Back to the beginning of the line, in the state a person sees.</summary>
    private static WorkRow Forget(WorkRow row)
    {
        var state = row.State is MentionState.Resolved or MentionState.Snoozed ? MentionState.Open : row.State;
        return row with
        {
            Dimensions = row.Dimensions with
            {
                State = (int)state, Sentiment = -1, Intent = -1, Language = "", Priority = -1, NeedsAnswer = false, Unsure = false, OpenDraft = false,
            },
            Topics = "",
            Flags = "",
            DueKey = WorkRow.NoDue,
            Understood = false,
            SnoozedUntil = null,
            Revision = row.Revision + 1,
        };
    }
}
