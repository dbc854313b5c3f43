using Listener.Worker.Domain;

namespace Listener.Worker.Replies.Guards;

/// <summary>A reply says something.</summary>
internal sealed class EmptyGuard : IReplyGuard
{
    private const int ShortestLetters = 10;

    public string Rule => "empty";

    public GuardFinding? Check(GuardInput input)
    {
        var letters = 0;
        foreach (var c in input.Text)
        {
            if (char.IsLetter(c) && !IsFiller(c) && ++letters >= ShortestLetters)
                return null;
        }
        return letters == 0
            ? new GuardFinding(Rule, GuardVerdict.Block, Phrase.Of("guard.empty"))
            : new GuardFinding(Rule, GuardVerdict.Warn, Phrase.Of("guard.short"));
    }

    // Hangul fillers are letters that show nothing.
    private static bool IsFiller(char c) => c is '\u115F' or '\u1160' or '\u3164' or '\uFFA0';
}
