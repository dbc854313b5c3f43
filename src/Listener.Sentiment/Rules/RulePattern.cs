using Listener.Sentiment.Text;

namespace Listener.Sentiment.Rules;

/// <summary>Kind of one pattern element.</summary>
internal enum RuleElementKind
{
    /// <summary>One of several words or prefixes.</summary>
    Words,

    /// <summary>Exactly one token of any kind.</summary>
    Any,

    /// <summary>Zero to three tokens.</summary>
    Gap,

    /// <summary>Start of the text.</summary>
    Start,

    /// <summary>End of the text.</summary>
    End,
}

/// <summary>A word or, if <paramref name="IsPrefix"/>, the beginning of one; already folded.</summary>
internal readonly record struct RuleWord(string Text, bool IsPrefix)
{
    /// <summary>Stands for any number.</summary>
    public const string AnyNumber = "#num";

    public uint Hash { get; } = Hashing.Of(Text);

    public bool IsNumber { get; } = Text == AnyNumber;

    public bool Matches(TextBuffer buffer, in Token token) => IsNumber
        ? token.Kind == TokenKind.Number
        : IsPrefix
        ? token.Length >= Text.Length && buffer.TextOf(token).StartsWith(Text, StringComparison.Ordinal)
        : token.Hash == Hash && token.Length == Text.Length;
}

/// <summary>One element of a pattern.</summary>
internal sealed record RuleElement(RuleElementKind Kind, RuleWord[] Words);

/// <summary>One line of a rules file, ready to match.</summary>
/// <param name="Target">Index into <see cref="RuleTargets.All"/>.</param>
/// <param name="Id">Name of the rule; several lines may share it.</param>
/// <param name="Elements">The pattern.</param>
/// <param name="Anchor">Index of the element by which the pattern is found.</param>
internal sealed record RulePattern(int Target, string Id, RuleElement[] Elements, int Anchor)
{
    private const int LongestGap = 3;

    /// <summary>True if the pattern matches with its anchor on token <paramref name="at"/>.</summary>
    /// <param name="end">Index after the last token matched.</param>
    public bool Matches(TextBuffer buffer, int at, out int end)
    {
        end = at;
        return Back(buffer, Anchor - 1, at - 1) && Ahead(buffer, Anchor, at, out end);
    }

    private bool Ahead(TextBuffer buffer, int element, int at, out int end)
    {
        end = at;
        if (element == Elements.Length)
            return true;
        switch (Elements[element].Kind)
        {
            case RuleElementKind.Gap:
                for (int skip = 0; skip <= LongestGap && at + skip <= buffer.TokenCount; skip++)
                {
                    if (Ahead(buffer, element + 1, at + skip, out end))
                        return true;
                }

                return false;
            case RuleElementKind.End:
                return at == buffer.TokenCount && Ahead(buffer, element + 1, at, out end);
            case RuleElementKind.Start:
                return at == 0 && Ahead(buffer, element + 1, at, out end);
            default:
                return at < buffer.TokenCount && Is(buffer, Elements[element], at) && Ahead(buffer, element + 1, at + 1, out end);
        }
    }

    private bool Back(TextBuffer buffer, int element, int at)
    {
        if (element < 0)
            return true;
        switch (Elements[element].Kind)
        {
            case RuleElementKind.Gap:
                for (int skip = 0; skip <= LongestGap && at - skip >= -1; skip++)
                {
                    if (Back(buffer, element - 1, at - skip))
                        return true;
                }

                return false;
            case RuleElementKind.Start:
                return AtStart(buffer, at) && Back(buffer, element - 1, at);
            case RuleElementKind.End:
                return false;
            default:
                return at >= 0 && Is(buffer, Elements[element], at) && Back(buffer, element - 1, at - 1);
        }
    }

    // Handles before the first word are an address, not text: "@shop where is my parcel".
    private static bool AtStart(TextBuffer buffer, int at)
    {
        for (int i = 0; i <= at; i++)
        {
            if (buffer.Tokens[i].Kind != TokenKind.User)
                return false;
        }

        return true;
    }

    private static bool Is(TextBuffer buffer, RuleElement element, int at)
    {
        ref readonly Token token = ref buffer.Tokens[at];
        if (element.Kind == RuleElementKind.Any)
            return true;
        foreach (ref readonly RuleWord word in element.Words.AsSpan())
        {
            if (word.Matches(buffer, token))
                return true;
        }

        return false;
    }
}
