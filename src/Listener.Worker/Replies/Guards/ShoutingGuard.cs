using Listener.Worker.Domain;

namespace Listener.Worker.Replies.Guards;

/// <summary>No shouting: rows of capital words or of exclamation marks.</summary>
internal sealed class ShoutingGuard : IReplyGuard
{
    private const int LettersOfAShout = 4;

    public string Rule => "shouting";

    public GuardFinding? Check(GuardInput input)
    {
        if (input.Text.Contains("!!", StringComparison.Ordinal) || input.Text.Contains("?!", StringComparison.Ordinal))
            return new GuardFinding(Rule, GuardVerdict.Warn, Phrase.Of("guard.exclamation"));
        return CapitalWords(input.Text) >= 2 ? new GuardFinding(Rule, GuardVerdict.Warn, Phrase.Of("guard.capitals")) : null;
    }

    private static int CapitalWords(string text)
    {
        var words = 0;
        var run = 0;
        foreach (var c in text)
        {
            run = char.IsUpper(c) ? run + 1 : char.IsLetterOrDigit(c) ? int.MinValue / 2 : 0;
            if (run == LettersOfAShout)
                words++;
        }
        return words;
    }
}
