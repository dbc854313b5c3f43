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
            if (char.IsLetter(c) && ++letters >= ShortestLetters)
                return null;
        }
        return letters == 0
            ? new GuardFinding(Rule, GuardVerdict.Block, "There is no word in the reply. Write one.")
            : new GuardFinding(Rule, GuardVerdict.Warn, "The reply is very short.");
    }
}
