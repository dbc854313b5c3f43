using Listener.Worker.Channels;
using Listener.Worker.Domain;

namespace Listener.Worker.Replies.Guards;

/// <summary>One rule every reply is held against, on every channel and in every language.</summary>
public interface IReplyGuard
{
    /// <summary>Short name, for example <c>length</c>.</summary>
    string Rule { get; }

    /// <summary>What is wrong; null if nothing. Never throws on any text.</summary>
    GuardFinding? Check(GuardInput input);
}

/// <summary>What guards look at.</summary>
public sealed class GuardInput
{
    private IReadOnlyList<string>? _words;

    /// <summary>The text, NFC.</summary>
    public required string Text { get; init; }

    /// <summary>Language the text claims to be in, ISO 639-1.</summary>
    public required string Language { get; init; }

    /// <summary>What the channel allows.</summary>
    public required ChannelTraits Traits { get; init; }

    /// <summary>The mention that is answered.</summary>
    public required Mention Mention { get; init; }

    /// <summary>Its classification; null if it has none yet.</summary>
    public Classification? Labels { get; init; }

    /// <summary>Language recognised in the text; null if nobody looked or it is not certain.</summary>
    public string? RecognisedLanguage { get; init; }

    /// <summary>Texts lately sent to other customers.</summary>
    public IReadOnlyList<string> RecentReplies { get; init; } = [];

    /// <summary>Words of the text, folded for comparison, in order.</summary>
    internal IReadOnlyList<string> Words => _words ??= Folding.Words(Text);

    /// <summary>True if only the people addressed can read the reply.</summary>
    public bool IsPrivate => Mention.Conversation.Audience == Audience.Direct;

    /// <summary>True if the mention carries a flag.</summary>
    public bool HasFlag(string flag) => Labels is { Flags.Count: > 0 } labels && labels.Flags.ContainsKey(flag);
}

/// <summary>All guards, in the order they are shown.</summary>
public sealed class ReplyGuards
{
    private readonly IReadOnlyList<IReplyGuard> _guards;

    /// <param name="books">Word lists per language.</param>
    public ReplyGuards(RuleBooks books)
    {
        _guards =
        [
            new LengthGuard(),
            new PlaceholderGuard(),
            new EmptyGuard(),
            new PrivateDataGuard(),
            new OtherNamesGuard(),
            new AskingPrivateDataGuard(books),
            new DiversionGuard(books),
            new PromiseGuard(books),
            new ProfanityGuard(books),
            new EmpathyGuard(books),
            new GreetingGuard(books),
            new FormalityGuard(books),
            new ShoutingGuard(),
            new LinkGuard(),
            new LanguageGuard(),
            new RepetitionGuard(),
        ];
    }

    /// <summary>Names of all rules; a rule without a finding has passed.</summary>
    public IEnumerable<string> Rules => _guards.Select(g => g.Rule);

    /// <summary>Holds a text against every rule.</summary>
    /// <returns>What warns or blocks; empty if everything passed.</returns>
    public IReadOnlyList<GuardFinding> Check(GuardInput input)
    {
        List<GuardFinding>? findings = null;
        foreach (var guard in _guards)
        {
            if (guard.Check(input) is { } finding)
                (findings ??= []).Add(finding);
        }
        return findings ?? (IReadOnlyList<GuardFinding>)[];
    }
}
