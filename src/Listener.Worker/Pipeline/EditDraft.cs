using Listener.Worker.Domain;
using Listener.Worker.Replies;
using Listener.Worker.Storage;

namespace Listener.Worker.Pipeline;

/// <summary>Stores a person's text: a new version of a draft, or the first draft of a mention that has none.</summary>
public sealed class EditDraft(IMentionStore mentions, IReplyStore replies, OpenChannels channels, CheckDraft check, TimeProvider clock)
{
    /// <summary>Longest text a draft may have, in UTF-16 units.</summary>
    public const int LongestText = 20_000;

    /// <summary>Stores a new version of an open draft.</summary>
    /// <param name="before">Version the person edited.</param>
    /// <param name="text">New text.</param>
    /// <param name="by">User name.</param>
    /// <param name="token">Stops before the write.</param>
    /// <exception cref="StaleWriteException">Somebody stored a version first, the draft was decided, or its mention is gone from the store.</exception>
    /// <exception cref="ArgumentException">The text is longer than <see cref="LongestText"/>.</exception>
    public async Task<Draft> RunAsync(Draft before, string text, string by, CancellationToken token)
    {
        var mention = await mentions.FindAsync(before.Mention, token) ?? throw new StaleWriteException("The mention is no longer stored.");
        var clean = Clean(text);
        var findings = await FindingsAsync(mention, clean, before.Language, token);
        var next = before with
        {
            Version = before.Version + 1,
            Text = clean,
            ProposedText = before.ProposedText ?? before.Text,
            Author = by,
            State = DraftState.Edited,
            Guards = findings,
            CreatedAt = clock.GetUtcNow(),
        };
        return await replies.SaveDraftAsync(next, token);
    }

    /// <summary>Stores a first draft written by a person.</summary>
    /// <param name="mention">Mention to answer.</param>
    /// <param name="text">Text.</param>
    /// <param name="by">User name.</param>
    /// <param name="token">Stops before the write.</param>
    /// <exception cref="ArgumentException">The text is longer than <see cref="LongestText"/>.</exception>
    public async Task<Draft> StartAsync(StoredMention mention, string text, string by, CancellationToken token)
    {
        var clean = Clean(text);
        var language = mention.Classification?.Language ?? "en";
        var findings = await FindingsAsync(mention, clean, language, token);
        return await replies.SaveDraftAsync(
            new Draft(new DraftId(0), mention.Number, 1, clean, null, language, "person", Phrase.Of("why.person", by), by, DraftState.Proposed, findings, clock.GetUtcNow()), token);
    }

    private static string Clean(string text) => text.Length <= LongestText
        ? ReplyText.Clean(text)
        : throw new ArgumentException($"A reply has at most {LongestText} characters; this one has {text.Length}.", nameof(text));

    private async Task<IReadOnlyList<GuardFinding>> FindingsAsync(StoredMention mention, string text, string language, CancellationToken token) =>
        channels.Find(mention.Mention.Id.Channel) is { } channel ? await check.RunAsync(mention, text, language, channel.Traits, token) : [];
}
